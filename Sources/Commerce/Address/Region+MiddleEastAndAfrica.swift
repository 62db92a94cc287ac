extension Region {
    static let middleEastAndAfrica = [
        "AE": """
        AJ Ajman/عجمان|AZ Abu Dhabi/أبوظبي=أبو ظبي|DU Dubai/دبي|FU Fujairah/الفجيرة=Al Fujairah
        RK Ras Al Khaimah/رأس الخيمة=RAK|SH Sharjah/الشارقة=Al Sharjah|UQ Umm Al Quwain/أم القيوين=UAQ
        """,
        "NG": """
        AB Abia|AD Adamawa|AK Akwa Ibom|AN Anambra|BA Bauchi|BE Benue|BO Borno|BY Bayelsa|CR Cross River|DE Delta
        EB Ebonyi|ED Edo|EK Ekiti|EN Enugu|FC Federal Capital Territory=Abuja=FCT|GO Gombe|IM Imo|JI Jigawa|KD Kaduna
        KE Kebbi|KN Kano|KO Kogi|KT Katsina|KW Kwara|LA Lagos|NA Nasarawa|NI Niger|OG Ogun|ON Ondo|OS Osun|OY Oyo
        PL Plateau|RI Rivers|SO Sokoto|TA Taraba|YO Yobe|ZA Zamfara
        """,
        "ZA": """
        EC Eastern Cape|FS Free State|GP Gauteng=GT|KZN KwaZulu-Natal=NL|LP Limpopo|MP Mpumalanga|NC Northern Cape
        NW North West|WC Western Cape
        """,
    ]
}
