import MartletJSON

/// A variant's option values by the names of the options: `{"Size": "S"}`.
struct OptionValues: JSONWritable {
    let names: [String]
    let values: [String]

    func write(to json: inout JSONWriter) {
        json.object { json in
            for (name, value) in zip(names, values) {
                json.key(name)
                json.string(value)
            }
        }
    }
}
