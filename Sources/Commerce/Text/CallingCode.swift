/// The calling codes of countries and territories (ITU-T, List of Recommendation E.164 Assigned Country Codes), without those that
/// belong to services and networks: 800, 808, 870, 878, 881, 882, 883, 888, 979.
enum CallingCode {
    /// The code that digits begin with. No code begins another, so there is at most one.
    static func leading(_ digits: some Collection<UInt8>) -> Int? {
        guard digits.first != UInt8(ascii: "0") else { return nil }
        var code = 0
        for digit in digits.prefix(3) {
            code = code * 10 + Int(digit - UInt8(ascii: "0"))
            if assigned.contains(code) { return code }
        }
        return nil
    }

    static let assigned: Set<Int> = Set(
        [1, 7]
            + [20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49]
            + [51, 52, 53, 54, 55, 56, 57, 58, 60, 61, 62, 63, 64, 65, 66]
            + [81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98]
            + [211, 212, 213, 216, 218] + Array(220...258) + Array(260...269) + [290, 291, 297, 298, 299]
            + Array(350...359) + Array(370...378) + [380, 381, 382, 383, 385, 386, 387, 389]
            + [420, 421, 423] + Array(500...509) + Array(590...599)
            + [670, 672, 673, 674, 675, 676, 677, 678, 679, 680, 681, 682, 683, 685, 686, 687, 688, 689, 690, 691, 692]
            + [850, 852, 853, 855, 856, 880, 886]
            + Array(960...968) + Array(970...977) + Array(992...996) + [998])
}
