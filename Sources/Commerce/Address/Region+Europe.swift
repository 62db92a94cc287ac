extension Region {
    static let europe = [
        "ES": """
        A Alicante=Alacant|AB Albacete|AL Almería|AV Ávila|B Barcelona|BA Badajoz|BI Bizkaia=Vizcaya|BU Burgos
        C A Coruña=La Coruña=Coruña|CA Cádiz|CC Cáceres|CE Ceuta|CO Córdoba|CR Ciudad Real|CS Castellón=Castelló
        CU Cuenca|GC Las Palmas|GI Girona=Gerona|GR Granada|GU Guadalajara|H Huelva|HU Huesca|J Jaén|L Lleida=Lérida
        LE León|LO La Rioja|LU Lugo|M Madrid|MA Málaga|ML Melilla|MU Murcia|NA Navarra=Nafarroa|O Asturias=Oviedo
        OR Ourense=Orense|P Palencia|PM Illes Balears=Islas Baleares=Baleares=Balears=IB|PO Pontevedra
        S Cantabria=Santander|SA Salamanca|SE Sevilla|SG Segovia|SO Soria|SS Gipuzkoa=Guipúzcoa|T Tarragona|TE Teruel
        TF Santa Cruz de Tenerife=Tenerife|TO Toledo|V Valencia=València|VA Valladolid|VI Álava=Araba|Z Zaragoza
        ZA Zamora
        """,
        // With Aosta, which ISO 3166-2 has as a region alone.
        "IT": """
        AG Agrigento|AL Alessandria|AN Ancona|AO Aosta=Valle d'Aosta=Vallée d'Aoste|AP Ascoli Piceno|AQ L'Aquila
        AR Arezzo|AT Asti|AV Avellino|BA Bari|BG Bergamo|BI Biella|BL Belluno|BN Benevento|BO Bologna|BR Brindisi
        BS Brescia|BT Barletta-Andria-Trani|BZ Bolzano=Bozen=Alto Adige=Südtirol|CA Cagliari|CB Campobasso|CE Caserta
        CH Chieti|CL Caltanissetta|CN Cuneo|CO Como|CR Cremona|CS Cosenza|CT Catania|CZ Catanzaro|EN Enna
        FC Forlì-Cesena|FE Ferrara|FG Foggia|FI Firenze=Florence|FM Fermo|FR Frosinone|GE Genova=Genoa|GO Gorizia
        GR Grosseto|IM Imperia|IS Isernia|KR Crotone|LC Lecco|LE Lecce|LI Livorno|LO Lodi|LT Latina|LU Lucca
        MB Monza e Brianza=Monza e della Brianza=Monza|MC Macerata|ME Messina|MI Milano=Milan|MN Mantova|MO Modena
        MS Massa-Carrara|MT Matera|NA Napoli=Naples|NO Novara|NU Nuoro|OR Oristano|PA Palermo|PC Piacenza
        PD Padova=Padua|PE Pescara|PG Perugia|PI Pisa|PN Pordenone|PO Prato|PR Parma|PT Pistoia|PU Pesaro e Urbino
        PV Pavia|PZ Potenza|RA Ravenna|RC Reggio Calabria=Reggio di Calabria|RE Reggio Emilia=Reggio nell'Emilia
        RG Ragusa|RI Rieti|RM Roma=Rome|RN Rimini|RO Rovigo|SA Salerno|SI Siena|SO Sondrio|SP La Spezia|SR Siracusa
        SS Sassari|SU Sud Sardegna|SV Savona|TA Taranto|TE Teramo|TN Trento=Trentino|TO Torino=Turin|TP Trapani|TR Terni
        TS Trieste|TV Treviso|UD Udine|VA Varese|VB Verbano-Cusio-Ossola|VC Vercelli|VE Venezia=Venice|VI Vicenza
        VR Verona|VT Viterbo|VV Vibo Valentia
        """,
        "RO": """
        AB Alba|AG Argeș|AR Arad|B București=Bucharest|BC Bacău|BH Bihor|BN Bistrița-Năsăud|BR Brăila|BT Botoșani
        BV Brașov|BZ Buzău|CJ Cluj|CL Călărași|CS Caraș-Severin|CT Constanța|CV Covasna|DB Dâmbovița|DJ Dolj|GJ Gorj
        GL Galați|GR Giurgiu|HD Hunedoara|HR Harghita|IF Ilfov|IL Ialomița|IS Iași|MH Mehedinți|MM Maramureș|MS Mureș
        NT Neamț|OT Olt|PH Prahova|SB Sibiu|SJ Sălaj|SM Satu Mare|SV Suceava|TL Tulcea|TM Timiș|TR Teleorman|VL Vâlcea
        VN Vrancea|VS Vaslui
        """,
        "TR": """
        01 Adana|02 Adıyaman|03 Afyonkarahisar=Afyon|04 Ağrı|05 Amasya|06 Ankara|07 Antalya|08 Artvin|09 Aydın
        10 Balıkesir|11 Bilecik|12 Bingöl|13 Bitlis|14 Bolu|15 Burdur|16 Bursa|17 Çanakkale|18 Çankırı|19 Çorum
        20 Denizli|21 Diyarbakır|22 Edirne|23 Elazığ|24 Erzincan|25 Erzurum|26 Eskişehir|27 Gaziantep=Antep|28 Giresun
        29 Gümüşhane|30 Hakkâri|31 Hatay|32 Isparta|33 Mersin=İçel|34 İstanbul|35 İzmir|36 Kars|37 Kastamonu|38 Kayseri
        39 Kırklareli|40 Kırşehir|41 Kocaeli=İzmit|42 Konya|43 Kütahya|44 Malatya|45 Manisa|46 Kahramanmaraş=Maraş
        47 Mardin|48 Muğla|49 Muş|50 Nevşehir|51 Niğde|52 Ordu|53 Rize|54 Sakarya|55 Samsun|56 Siirt|57 Sinop|58 Sivas
        59 Tekirdağ|60 Tokat|61 Trabzon|62 Tunceli|63 Şanlıurfa=Urfa|64 Uşak|65 Van|66 Yozgat|67 Zonguldak|68 Aksaray
        69 Bayburt|70 Karaman|71 Kırıkkale|72 Batman|73 Şırnak|74 Bartın|75 Ardahan|76 Iğdır|77 Yalova|78 Karabük
        79 Kilis|80 Osmaniye|81 Düzce
        """,
    ]
}
