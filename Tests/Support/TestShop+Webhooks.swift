import HTTPTypes
import MartletAPI
import MartletCommerce
import MartletTesting

extension TestShop {
    /// Hands a message of a provider's to the shop. Returns the status of its answer.
    @discardableResult
    public func deliver(_ message: PaymentWebhook, to provider: String) async -> Int {
        var headers = HTTPFields()
        for field in message.headers.fields {
            if let name = HTTPField.Name(field.name) { headers[name] = field.value }
        }
        let answer = await responder.respond(.post, "/webhooks/\(provider)", headers: headers) { _ in message.body }
        return answer.status.code
    }
}
