import MartletKernel

extension Address {
    /// The address with region and postal code as its country writes them. Throws everything that is wrong with them.
    ///
    /// - A region of a country with listed ones becomes its code of ISO 3166-2, without the country: `California` becomes `CA`,
    ///   `東京都` becomes `13`. ``AddressRules/region(_:)`` has the name. Where the region is optional, one that is not listed stays.
    /// - A postal code takes the form of the country's post: `k1a0b1` becomes `K1A 0B1`. Where there are none, it is left out.
    /// - What is blank counts as missing, and what the rules say nothing of stays as it is.
    public func validated() throws(AddressError) -> Address {
        let rules = AddressRules.of(country)
        var address = self
        var problems: [AddressError.Problem] = []
        func checked(_ field: AddressError.Field, _ text: String?, _ check: (String?) throws(Invalid) -> String?) -> String? {
            let text = text.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
            do throws(Invalid) { return try check(text) } catch {
                problems.append(AddressError.Problem(field: field, message: error.message))
                return text
            }
        }
        address.region = checked(.region, region, rules.normalRegion)
        address.postalCode = checked(.postalCode, postalCode, rules.normalPostalCode)
        guard problems.isEmpty else { throw AddressError(problems: problems) }
        return address
    }
}

private struct Invalid: Error { let message: String }

extension AddressRules {
    fileprivate func normalRegion(_ text: String?) throws(Invalid) -> String? {
        guard let rule = region, let first = regions.first else { return text }
        let hint = "\(rule.label.article) \(rule.label.rawValue) such as \(first.name) (\(first.code))"
        guard let text else {
            if rule.isRequired { throw Invalid(message: "is required: \(hint)") }
            return nil
        }
        if let region = region(text) { return region.code }
        guard rule.isRequired else { return text }
        if let nearest = Spelling.nearest(to: text, among: regions.map(\.name)) {
            throw Invalid(message: "is unknown; did you mean \(nearest)?")
        }
        throw Invalid(message: "must be \(hint)")
    }

    fileprivate func normalPostalCode(_ text: String?) throws(Invalid) -> String? {
        guard let rule = postalCode else { return nil }
        guard let format = rule.format else { return text }
        guard let text else {
            if rule.isRequired { throw Invalid(message: "is required: \(format.hint)") }
            return nil
        }
        guard let code = format.normalized(text, in: country) else { throw Invalid(message: "must be \(format.hint)") }
        return code
    }
}

extension RegionRule.Label {
    fileprivate var article: String { "aeiou".contains(rawValue.prefix(1)) ? "an" : "a" }
}
