import MartletCommerce
import MartletJSON
import Testing

struct AddressRulesTests {
    private func rules(_ code: String) throws -> AddressRules { .of(try #require(CountryCode(code))) }

    private func address(_ code: String, region: String? = nil, postalCode: String? = nil) throws -> Address {
        Address(
            firstName: "Ada", lastName: "L", line1: "1 Main Street", city: "Town", region: region, postalCode: postalCode,
            country: try #require(CountryCode(code)))
    }

    private func problems(_ address: Address) throws -> [String] {
        let error = try #require(throws: AddressError.self) { try address.validated() }
        return error.problems.map { "\($0.field.rawValue) \($0.message)" }
    }

    @Test(arguments: [
        "US", "CA", "MX", "BR", "AR", "CL", "CO", "PE", "GB", "IE", "DE", "AT", "CH", "NL", "BE", "LU", "FR", "IT", "ES", "PT", "DK", "SE",
        "NO", "FI", "PL", "CZ", "SK", "HU", "RO", "BG", "GR", "TR", "UA", "IL", "AE", "SA", "ZA", "EG", "NG", "KE", "IN", "PK", "BD", "CN",
        "HK", "TW", "JP", "KR", "SG", "MY", "TH", "VN", "ID", "PH", "AU", "NZ", "CY", "EE", "HR", "LT", "LV", "MT", "SI",
    ])
    func `a country has rules, and its example keeps them`(code: String) throws {
        let rules = try rules(code)
        if let format = rules.postalCode.map({ $0.format }) {
            let format = try #require(format)
            #expect(format.normalized(format.example, in: rules.country) == format.example)
            #expect(try Regex(format.pattern).wholeMatch(in: format.example) != nil)
            #expect(format.normalized("\(format.example)99999", in: rules.country) == nil)
            #expect(
                try problems(address(code, region: rules.regions.first?.code, postalCode: "?")) == ["postal_code must be \(format.hint)"])
        }
        if rules.region?.isRequired == true { #expect(!rules.regions.isEmpty) }
    }

    @Test(arguments: [
        ("GB", "sw1a1aa", "SW1A 1AA"), ("GB", "m11ae", "M1 1AE"), ("GB", "EC1A 1BB", "EC1A 1BB"), ("GB", "W1A-0AX", "W1A 0AX"),
        ("CA", "k1a0b1", "K1A 0B1"), ("NL", "1012js", "1012 JS"), ("NL", "NL-1012 JS", "1012 JS"), ("IE", "d02af30", "D02 AF30"),
        ("IE", "D6W X2Y4", "D6W X2Y4"), ("US", "100011234", "10001-1234"), ("US", " 10001 ", "10001"), ("BR", "01310100", "01310-100"),
        ("PT", "1100 148", "1100-148"), ("PL", "00 001", "00-001"), ("SE", "SE-11129", "111 29"), ("CZ", "11000", "110 00"),
        ("DE", "D-10117", "10117"), ("DE", "DE-10117", "10117"), ("CH", "CH 8001", "8001"), ("LV", "1050", "LV-1050"),
        ("LT", "lt 01103", "LT-01103"), ("MT", "vlt1117", "VLT 1117"), ("AR", "c1425cla", "C1425CLA"), ("AR", "1425", "1425"),
        ("AR", "A1900", "A1900"), ("JP", "１００－０００１", "100-0001"), ("JP", "〒1000001", "100-0001"), ("JP", "100ー0001", "100-0001"),
        ("IN", "११० ००१", "110001"), ("EG", "١١٥١١", "11511"), ("VN", "700000", "700000"), ("TW", "106409", "106409"),
    ])
    func `a postal code takes the form of its post`(code: String, typed: String, normal: String) throws {
        let region = try rules(code).regions.first?.code
        #expect(try address(code, region: region, postalCode: typed).validated().postalCode == normal)
    }

    @Test(arguments: [
        ("DE", "1011", "must be 5 digits such as 10117"), ("DE", "101178", "must be 5 digits such as 10117"),
        ("DE", "1O117", "must be 5 digits such as 10117"), ("DE", "X-10117", "must be 5 digits such as 10117"),
        ("DE", "10117!", "must be 5 digits such as 10117"), ("DE", "10½17", "must be 5 digits such as 10117"),
        ("GB", "10117", "must be letters and digits such as SW1A 1AA"), ("CA", "K1A 0B", "must be letters and digits such as K1A 0B1"),
        ("US", "100011", "must be 5 or 9 digits such as 10001"), ("PT", "1100", "must be 7 digits such as 1100-148"),
        ("AR", "12", "must be 4 digits, or letters and digits such as C1425CLA"),
        ("NL", "1012", "must be letters and digits such as 1012 JS"),
        ("LV", "105", "must be letters and digits such as LV-1050"), ("IE", "D02", "must be letters and digits such as D02 AF30"),
    ])
    func `a postal code of another form is refused with what is right`(code: String, typed: String, message: String) throws {
        let region = try rules(code).regions.first?.code
        #expect(try problems(address(code, region: region, postalCode: typed)) == ["postal_code \(message)"])
    }

    @Test func `what is required and missing or blank is named, all at once`() throws {
        let region = "region is required: a state such as Armed Forces Americas (AA)"
        let expected = [region, "postal_code is required: 5 or 9 digits such as 10001"]
        #expect(try problems(address("US")) == expected)
        #expect(try problems(address("US", region: " ", postalCode: "\u{3000}")) == expected)
        #expect(try problems(address("AE")) == ["region is required: an emirate such as Ajman (AJ)"])
    }

    @Test func `where there are no postal codes, what fills the field is left out`() throws {
        #expect(try address("HK", region: "Kowloon", postalCode: "999077").validated().postalCode == nil)
        #expect(try address("AE", region: "DU", postalCode: "00000").validated().postalCode == nil)
    }

    @Test func `an optional part may be missing, and is checked when it is there`() throws {
        #expect(try address("IE", region: "", postalCode: " ").validated().postalCode == nil)
        #expect(try address("IE", region: "Co. Kerry").validated().region == "Co. Kerry")
        #expect(try address("ZA", region: "Somewhere", postalCode: "8001").validated().region == "Somewhere")
        #expect(try address("ZA", region: "western cape", postalCode: "8001").validated().region == "WC")
        #expect(try address("DE", region: "Berlin", postalCode: "10117").validated().region == "Berlin")
    }

    @Test func `a country without rules takes what people write`() throws {
        let rules = try rules("UY")
        #expect(rules.region?.isRequired == false && rules.regions.isEmpty)
        #expect(rules.postalCode?.isRequired == false && rules.postalCode?.format == nil)
        let written = try address("UY", region: "Canelones", postalCode: "whatever 1")
        #expect(try written.validated() == written)
        #expect(try address("UY").validated() == address("UY"))
    }

    @Test(arguments: [
        ("US", "CA", "CA"), ("US", "ca", "CA"), ("US", "US-CA", "CA"), ("US", "California", "CA"), ("US", "state of california", "CA"),
        ("US", "Washington, D.C.", "DC"), ("US", "Washington State", "WA"), ("US", "NewYork", "NY"), ("US", "AP", "AP"),
        ("CA", "Québec", "QC"),
        ("CA", "CA-ON", "ON"), ("CA", "Nouvelle-Écosse", "NS"), ("AU", "new south wales", "NSW"), ("BR", "Sao Paulo", "SP"),
        ("BR", "Estado de São Paulo", "SP"), ("MX", "CDMX", "CMX"), ("MX", "Estado de México", "MEX"), ("MX", "Nuevo Leon", "NLE"),
        ("AR", "CABA", "C"), ("AR", "Provincia de Buenos Aires", "B"), ("CO", "Bogotá, D.C.", "DC"), ("IT", "Milano", "MI"),
        ("IT", "mi", "MI"),
        ("IT", "Valle d’Aosta", "AO"), ("ES", "Provincia de Madrid", "M"), ("ES", "Vizcaya", "BI"), ("ES", "Araba", "VI"),
        ("RO", "Judetul Cluj", "CJ"), ("RO", "Iasi", "IS"), ("TR", "ISTANBUL", "34"), ("TR", "İstanbul", "34"), ("TR", "Igdir", "76"),
        ("AE", "دبي", "DU"), ("IN", "Orissa", "OD"), ("IN", "TG", "TS"), ("IN", "tamilnadu", "TN"), ("CN", "广东", "GD"), ("CN", "广东省", "GD"),
        ("CN", "Guangdong Sheng", "GD"), ("JP", "東京都", "13"), ("JP", "東京", "13"), ("JP", "Tokyo-to", "13"), ("JP", "TOKYO", "13"),
        ("JP", "Saitama Prefecture", "11"), ("JP", "１３", "13"), ("JP", "JP-13", "13"), ("KR", "서울", "11"), ("KR", "Gyeonggi-do", "41"),
        ("TW", "台北市", "TPE"), ("TH", "กรุงเทพฯ", "10"), ("ID", "West Java", "JB"), ("MY", "Penang", "07"),
    ])
    func `a region is understood however it is written`(country: String, spelling: String, code: String) throws {
        #expect(try rules(country).region(spelling)?.code == code)
        let postalCode = try rules(country).postalCode?.format?.example
        #expect(try address(country, region: spelling, postalCode: postalCode).validated().region == code)
    }

    @Test func `a region that is required and unknown is refused with what is right`() throws {
        #expect(try problems(address("US", region: "Califronia", postalCode: "90210")) == ["region is unknown; did you mean California?"])
        #expect(try problems(address("JP", region: "X", postalCode: "1000001")) == ["region must be a prefecture such as Hokkaido (01)"])
        #expect(try problems(address("US", region: "State", postalCode: "90210")).count == 1)
    }

    @Test func `every region is found by its code and names, and no other is`() throws {
        var counts: [String: Int] = [:]
        for code in CountryCode.all {
            let rules = try rules(code)
            counts[code] = rules.regions.isEmpty ? nil : rules.regions.count
            for region in rules.regions {
                for spelling in [region.code, "\(code)-\(region.code)", region.name, region.localName ?? region.name] {
                    #expect(rules.region(spelling) == region, "\(code): \(spelling)")
                }
            }
        }
        #expect(
            counts == [
                "AE": 7, "AR": 24, "AU": 8, "BR": 27, "CA": 13, "CL": 16, "CN": 31, "CO": 33, "ES": 52, "ID": 38, "IN": 36, "IT": 107,
                "JP": 47, "KR": 17, "MX": 32, "MY": 16, "NG": 37, "PE": 26, "RO": 42, "TH": 77, "TR": 81, "TW": 22, "US": 59, "ZA": 9,
            ])
    }

    @Test func `an error says everything in one line`() throws {
        let error = try #require(throws: AddressError.self) { try address("US", postalCode: "1").validated() }
        #expect(
            error.description
                == "region is required: a state such as Armed Forces Americas (AA); postal_code must be 5 or 9 digits such as 10001")
    }
}
