extension AddressRules {
    /// What is asked of region and postal code, by country.
    ///
    /// Formats and names of the parts are those of the Universal Postal Union (standard S42 and its *Postal addressing systems*, a
    /// sheet a country) and of the national posts, such as USPS Publication 28, Canada Post's *Addressing guidelines*, Royal Mail's
    /// *PAF digest*, Australia Post's *Addressing standards*, Eircode's *Product guide*, and India Post and Japan Post on their sites.
    /// A part is required where parcels need it and people know it. So it is optional, for one, where a post has codes that few
    /// people use.
    static let table: [String: (region: RegionRule?, postalCode: PostalCodeRule?)] = [
        // The Americas
        "AR": (.required(.province), .required(.postalCode, "####|@####|@####@@@", "C1425CLA")),
        "BR": (.required(.state), .required(.postalCode, "#####-###", "01310-100")),
        "CA": (.required(.province), .required(.postalCode, "@#@ #@#", "K1A 0B1")),
        "CL": (.optional(.region), .optional(.postalCode, "#######", "8340457")),
        "CO": (.required(.department), .optional(.postalCode, "######", "110221")),
        "MX": (.required(.state), .required(.postalCode, "#####", "06000")),
        "PE": (.optional(.department), .optional(.postalCode, "#####", "15001")),
        "US": (.required(.state), .required(.zipCode, "#####|#####-####", "10001")),

        // Europe
        "AT": (.none, .required(.postcode, "####", "1010")),
        "BE": (.none, .required(.postcode, "####", "1000")),
        "BG": (.none, .required(.postcode, "####", "1000")),
        "CH": (.none, .required(.postcode, "####", "8001")),
        "CY": (.none, .required(.postcode, "####", "1010")),
        "CZ": (.none, .required(.postcode, "### ##", "110 00")),
        "DE": (.none, .required(.postcode, "#####", "10117")),
        "DK": (.none, .required(.postcode, "####", "1050")),
        "EE": (.none, .required(.postcode, "#####", "10111")),
        "ES": (.required(.province), .required(.postcode, "#####", "28013")),
        "FI": (.none, .required(.postcode, "#####", "00100")),
        "FR": (.none, .required(.postcode, "#####", "75001")),
        "GB": (.optional(.county), .required(.postcode, "@# #@@|@## #@@|@#@ #@@|@@# #@@|@@## #@@|@@#@ #@@", "SW1A 1AA")),
        "GR": (.none, .required(.postcode, "### ##", "105 57")),
        "HR": (.none, .required(.postcode, "#####", "10000")),
        "HU": (.none, .required(.postcode, "####", "1051")),
        "IE": (.optional(.county), .optional(.eircode, "@#? ????", "D02 AF30")),
        "IT": (.required(.province), .required(.postcode, "#####", "00184")),
        "LT": (.none, .required(.postcode, "LT-#####", "LT-01103")),
        "LU": (.none, .required(.postcode, "####", "1246")),
        "LV": (.none, .required(.postcode, "LV-####", "LV-1050")),
        "MT": (.none, .required(.postcode, "@@@ ####", "VLT 1117")),
        "NL": (.none, .required(.postcode, "#### @@", "1012 JS")),
        "NO": (.none, .required(.postcode, "####", "0154")),
        "PL": (.none, .required(.postcode, "##-###", "00-001")),
        "PT": (.none, .required(.postcode, "####-###", "1100-148")),
        "RO": (.optional(.county), .required(.postcode, "######", "010011")),
        "SE": (.none, .required(.postcode, "### ##", "111 29")),
        "SI": (.none, .required(.postcode, "####", "1000")),
        "SK": (.none, .required(.postcode, "### ##", "811 01")),
        "TR": (.required(.province), .optional(.postcode, "#####", "34122")),
        "UA": (.optional(.oblast), .required(.postcode, "#####", "01001")),

        // The Middle East and Africa
        "AE": (.required(.emirate), .none),
        "EG": (.optional(.governorate), .optional(.postalCode, "#####|#######", "11511")),
        "IL": (.none, .optional(.postalCode, "#######|#####", "9614303")),
        "KE": (.optional(.county), .optional(.postalCode, "#####", "00100")),
        "NG": (.optional(.state), .optional(.postalCode, "######", "100001")),
        "SA": (.optional(.province), .optional(.postalCode, "#####|#####-####", "11564")),
        "ZA": (.optional(.province), .required(.postalCode, "####", "8001")),

        // Asia
        "BD": (.optional(.district), .optional(.postalCode, "####", "1000")),
        "CN": (.required(.province), .optional(.postalCode, "######", "100000")),
        "HK": (.optional(.area), .none),
        "ID": (.required(.province), .optional(.postalCode, "#####", "10110")),
        "IN": (.required(.state), .required(.pinCode, "######", "110001")),
        "JP": (.required(.prefecture), .required(.postalCode, "###-####", "100-0001")),
        "KR": (.optional(.province), .required(.postalCode, "#####", "03051")),
        "MY": (.optional(.state), .required(.postcode, "#####", "50050")),
        "PH": (.optional(.province), .optional(.zipCode, "####", "1000")),
        "PK": (.optional(.province), .optional(.postcode, "#####", "44000")),
        "SG": (.none, .required(.postalCode, "######", "018956")),
        "TH": (.optional(.province), .required(.postcode, "#####", "10200")),
        "TW": (.optional(.county), .required(.postalCode, "###|#####|######", "100")),
        "VN": (.optional(.province), .optional(.postcode, "#####|######", "10000")),

        // Oceania
        "AU": (.required(.state), .required(.postcode, "####", "2000")),
        "NZ": (.none, .required(.postcode, "####", "6011")),
    ]
}
