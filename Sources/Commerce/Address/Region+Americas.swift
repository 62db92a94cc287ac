extension Region {
    static let americas = [
        "AR": """
        A Salta|B Buenos Aires=PBA|C Ciudad Autónoma de Buenos Aires=CABA=Capital Federal=Ciudad de Buenos Aires
        D San Luis|E Entre Ríos|F La Rioja|G Santiago del Estero|H Chaco|J San Juan|K Catamarca|L La Pampa|M Mendoza
        N Misiones|P Formosa|Q Neuquén|R Río Negro|S Santa Fe|T Tucumán|U Chubut|V Tierra del Fuego|W Corrientes
        X Córdoba|Y Jujuy|Z Santa Cruz
        """,
        "BR": """
        AC Acre|AL Alagoas|AM Amazonas|AP Amapá|BA Bahia|CE Ceará|DF Distrito Federal|ES Espírito Santo|GO Goiás
        MA Maranhão|MG Minas Gerais|MS Mato Grosso do Sul|MT Mato Grosso|PA Pará|PB Paraíba|PE Pernambuco|PI Piauí
        PR Paraná|RJ Rio de Janeiro|RN Rio Grande do Norte|RO Rondônia|RR Roraima|RS Rio Grande do Sul|SC Santa Catarina
        SE Sergipe|SP São Paulo|TO Tocantins
        """,
        "CA": """
        AB Alberta|BC British Columbia=Colombie-Britannique|MB Manitoba|NB New Brunswick=Nouveau-Brunswick
        NL Newfoundland and Labrador=Newfoundland & Labrador=Newfoundland=Terre-Neuve-et-Labrador
        NS Nova Scotia=Nouvelle-Écosse|NT Northwest Territories=Territoires du Nord-Ouest|NU Nunavut|ON Ontario
        PE Prince Edward Island=Île-du-Prince-Édouard=PEI|QC Quebec=PQ|SK Saskatchewan|YT Yukon=Yukon Territory
        """,
        "CL": """
        AI Aysén=Aisén|AN Antofagasta|AP Arica y Parinacota|AR La Araucanía=Araucanía|AT Atacama|BI Biobío|CO Coquimbo
        LI O'Higgins=Libertador General Bernardo O'Higgins|LL Los Lagos|LR Los Ríos|MA Magallanes|ML Maule|NB Ñuble
        RM Región Metropolitana de Santiago=Región Metropolitana=Metropolitana=Santiago|TA Tarapacá|VS Valparaíso
        """,
        "CO": """
        AMA Amazonas|ANT Antioquia|ARA Arauca|ATL Atlántico|BOL Bolívar|BOY Boyacá|CAL Caldas|CAQ Caquetá|CAS Casanare
        CAU Cauca|CES Cesar|CHO Chocó|COR Córdoba|CUN Cundinamarca
        DC Bogotá D.C.=Bogotá=Distrito Capital=Bogotá Distrito Capital|GUA Guainía|GUV Guaviare|HUI Huila
        LAG La Guajira=Guajira|MAG Magdalena|MET Meta|NAR Nariño|NSA Norte de Santander|PUT Putumayo|QUI Quindío
        RIS Risaralda|SAN Santander|SAP San Andrés y Providencia=San Andrés|SUC Sucre|TOL Tolima
        VAC Valle del Cauca=Valle|VAU Vaupés|VID Vichada
        """,
        "MX": """
        AGU Aguascalientes=AGS|BCN Baja California=BC|BCS Baja California Sur|CAM Campeche|CHH Chihuahua=CHIH
        CHP Chiapas=CHIS|CMX Ciudad de México=CDMX=Distrito Federal=DF=Mexico City
        COA Coahuila=Coahuila de Zaragoza=COAH|COL Colima|DUR Durango=DGO|GRO Guerrero|GUA Guanajuato=GTO
        HID Hidalgo=HGO|JAL Jalisco|MEX Estado de México=México=EDOMEX=Edo. Mex.=Edo. de México
        MIC Michoacán=Michoacán de Ocampo=MICH|MOR Morelos|NAY Nayarit|NLE Nuevo León=NL|OAX Oaxaca|PUE Puebla
        QUE Querétaro=QRO|ROO Quintana Roo=Q. Roo|SIN Sinaloa|SLP San Luis Potosí|SON Sonora|TAB Tabasco
        TAM Tamaulipas=TAMPS|TLA Tlaxcala=TLAX|VER Veracruz=Veracruz de Ignacio de la Llave|YUC Yucatán|ZAC Zacatecas
        """,
        "PE": """
        AMA Amazonas|ANC Áncash|APU Apurímac|ARE Arequipa|AYA Ayacucho|CAJ Cajamarca|CAL Callao=El Callao
        CUS Cusco=Cuzco|HUC Huánuco|HUV Huancavelica|ICA Ica|JUN Junín|LAL La Libertad|LAM Lambayeque|LIM Lima
        LMA Lima Metropolitana|LOR Loreto|MDD Madre de Dios|MOQ Moquegua|PAS Pasco|PIU Piura|PUN Puno|SAM San Martín
        TAC Tacna|TUM Tumbes|UCA Ucayali
        """,
        // With the territories, and the regions of the armed forces, which ISO 3166-2 does not have.
        "US": """
        AA Armed Forces Americas|AE Armed Forces Europe|AP Armed Forces Pacific|AK Alaska|AL Alabama|AR Arkansas
        AS American Samoa|AZ Arizona|CA California|CO Colorado|CT Connecticut
        DC District of Columbia=Washington DC=Washington D.C.|DE Delaware|FL Florida|GA Georgia|GU Guam|HI Hawaii
        IA Iowa|ID Idaho|IL Illinois|IN Indiana|KS Kansas|KY Kentucky|LA Louisiana|MA Massachusetts|MD Maryland|ME Maine
        MI Michigan|MN Minnesota|MO Missouri|MP Northern Mariana Islands|MS Mississippi|MT Montana|NC North Carolina
        ND North Dakota|NE Nebraska|NH New Hampshire|NJ New Jersey|NM New Mexico|NV Nevada|NY New York|OH Ohio
        OK Oklahoma|OR Oregon|PA Pennsylvania|PR Puerto Rico|RI Rhode Island|SC South Carolina|SD South Dakota
        TN Tennessee|TX Texas|UT Utah|VA Virginia|VI U.S. Virgin Islands=Virgin Islands|VT Vermont|WA Washington
        WI Wisconsin|WV West Virginia|WY Wyoming
        """,
    ]
}
