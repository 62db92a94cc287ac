/// Passwords that are tried first: words, walks over the keyboard, and what people make of them with digits, signs and repetition.
///
/// It is a short list for want of a better one: a handler of the hook for new passwords can ask one of millions.
enum CommonPasswords {
    /// Whether a password in lowercase is among them.
    static func includes(_ password: String) -> Bool {
        let unit = shortestUnit(of: Array(password.unicodeScalars))
        // The same few characters again and again.
        guard unit.count > 3 else { return true }
        let text = String(String.UnicodeScalarView(unit))
        return isRow(unit) || words.contains(text) || words.contains(core(of: text))
    }

    /// What a text repeats: `abc` of `abcabcab`.
    private static func shortestUnit(of text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        for length in stride(from: 1, through: text.count / 2, by: 1) {
            if (length..<text.count).allSatisfy({ text[$0] == text[$0 - length] }) { return Array(text[..<length]) }
        }
        return text
    }

    /// Whether each character follows the one before in the alphabet, or among the digits, forwards or backwards: `12345678901`.
    private static func isRow(_ text: [Unicode.Scalar]) -> Bool {
        let steps = zip(text.dropFirst(), text).map { Int($0.value) - Int($1.value) }
        return steps.allSatisfy { $0 == 1 || $0 == -9 } || steps.allSatisfy { $0 == -1 || $0 == 9 }
    }

    /// The word without the digits and signs that people put around it: `password` of `password2024!`.
    private static func core(of text: String) -> String {
        let isTrimming: (Character) -> Bool = { !$0.isLetter }
        var core = text.drop(while: isTrimming)
        while let last = core.last, isTrimming(last) { core.removeLast() }
        return String(core)
    }

    private static let words = Set(
        """
        password passw0rd p@ssword p@ssw0rd pa$$word passwort motdepasse contraseña contrasena senha parola wachtwoord haslo
        lozinka salasana letmein welcome welkom willkommen bienvenue bienvenido admin administrator root toor user guest test tester
        testing demo default changeme change secret geheim hidden private access login logon signin master superuser system server
        computer internet wireless network iloveyou iloveu loveyou loveme lovely ilovemyself teamo tequiero jetaime ichliebedich
        sunshine princess princesa prinzessin angel angels baby babygirl sweetheart darling honey sugar candy chocolate cookie cupcake
        banana orange cherry strawberry pepper ginger cheese coffee dragon monkey tiger tigger lion panther leopard eagle falcon
        phoenix wolf wolves dolphin shark bear bears kitten kitty puppy doggy buster football fußball futbol soccer baseball basketball
        hockey tennis golf golfer cricket rugby wrestling boxing superman batman spiderman ironman wolverine starwars startrek pokemon
        pikachu naruto minecraft fortnite roblox mario zelda michael jennifer jessica ashley daniel andrew matthew joshua anthony
        robert thomas charlie jordan hunter michelle nicole amanda samantha alexander alexandra sebastian maximilian christian
        christopher patrick stephanie elizabeth victoria liverpool chelsea arsenal manchester barcelona realmadrid juventus bayern
        dortmund schalke ajax london berlin paris america canada australia germany deutschland france espana italia mexico brasil india
        pakistan summer winter spring autumn sommer frühling herbst january february march april august september october november
        december monday friday sunday samstag sonntag freitag mustang ferrari porsche mercedes corvette camaro harley yamaha honda
        toyota blessed jesus jesuschrist godisgood heaven faith hope peace freedom justice killer shadow ninja warrior knight wizard
        magic matrix trustno1 whatever nothing something anything forever cheesecake blink182 metallica nirvana slipknot eminem
        greenday beatles qwerty qwertz azerty qwertyuiop qwertzuiop azertyuiop asdfgh asdfghjkl asdfasdf zxcvbn zxcvbnm yxcvbnm qazwsx
        qazwsxedc qweasd qweasdzxc 1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz2wsx zaq12wsx q1w2e3r4 q1w2e3r4t5 qwer1234 asdf1234 zxcv1234 abcd1234
        a1b2c3d4 aa123456 abc123 123abc 123qwe qwe123 qwertyui asdfghjk computer1 aaaaaaaa monkey123 dragon123 abcdefgh abcdefg abcdef
        google facebook instagram twitter youtube samsung iphone android windows microsoft apple amazon netflix spotify paypal shopping
        customer kunde
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
