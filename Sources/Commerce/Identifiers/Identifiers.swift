import MartletKernel

/// What identifiers of an address in a customer's address book have in common.
public enum AddressTag: IDTag { public static let prefix = "addr" }
/// The identifier of an address in a customer's address book: `addr_…`.
public typealias AddressID = ID<AddressTag>

/// What identifiers of a product have in common.
public enum ProductTag: IDTag { public static let prefix = "prod" }
/// The identifier of a product: `prod_…`.
public typealias ProductID = ID<ProductTag>

/// What identifiers of a variant of a product have in common.
public enum VariantTag: IDTag { public static let prefix = "var" }
/// The identifier of a variant of a product: `var_…`.
public typealias VariantID = ID<VariantTag>

/// What identifiers of an image have in common.
public enum ImageTag: IDTag { public static let prefix = "img" }
/// The identifier of an image: `img_…`.
public typealias ImageID = ID<ImageTag>

/// What identifiers of a category have in common.
public enum CategoryTag: IDTag { public static let prefix = "cat" }
/// The identifier of a category: `cat_…`.
public typealias CategoryID = ID<CategoryTag>

/// What identifiers of a place that holds stock have in common.
public enum LocationTag: IDTag { public static let prefix = "loc" }
/// The identifier of a place that holds stock: `loc_…`.
public typealias LocationID = ID<LocationTag>

/// What identifiers of a movement of stock have in common.
public enum StockMovementTag: IDTag { public static let prefix = "mov" }
/// The identifier of a movement of stock: `mov_…`.
public typealias StockMovementID = ID<StockMovementTag>

/// What identifiers of a reservation of stock have in common.
public enum ReservationTag: IDTag { public static let prefix = "res" }
/// The identifier of a reservation of stock: `res_…`.
public typealias ReservationID = ID<ReservationTag>

/// What identifiers of a cart have in common.
public enum CartTag: IDTag { public static let prefix = "cart" }
/// The identifier of a cart: `cart_…`.
public typealias CartID = ID<CartTag>

/// What identifiers of a line of a cart have in common.
public enum CartLineTag: IDTag { public static let prefix = "line" }
/// The identifier of a line of a cart: `line_…`.
public typealias CartLineID = ID<CartLineTag>

/// What identifiers of a wishlist have in common.
public enum WishlistTag: IDTag { public static let prefix = "wish" }
/// The identifier of a wishlist: `wish_…`.
public typealias WishlistID = ID<WishlistTag>

/// What identifiers of an item on a wishlist have in common.
public enum WishlistItemTag: IDTag { public static let prefix = "item" }
/// The identifier of an item on a wishlist: `item_…`.
public typealias WishlistItemID = ID<WishlistItemTag>

/// What identifiers of an order have in common.
public enum OrderTag: IDTag { public static let prefix = "order" }
/// The identifier of an order: `order_…`.
public typealias OrderID = ID<OrderTag>

/// What identifiers of a line of an order have in common.
public enum OrderLineTag: IDTag { public static let prefix = "oline" }
/// The identifier of a line of an order: `oline_…`.
public typealias OrderLineID = ID<OrderLineTag>

/// What identifiers of a payment have in common.
public enum PaymentTag: IDTag { public static let prefix = "pay" }
/// The identifier of a payment: `pay_…`.
public typealias PaymentID = ID<PaymentTag>

/// What identifiers of an entry of a payment's ledger have in common.
public enum PaymentEntryTag: IDTag { public static let prefix = "payent" }
/// The identifier of an entry of a payment's ledger: `payent_…`.
public typealias PaymentEntryID = ID<PaymentEntryTag>

/// What identifiers of something that a payment provider was asked have in common.
public enum PaymentOperationTag: IDTag { public static let prefix = "payop" }
/// The identifier of something that a payment provider was asked, such as a refund: `payop_…`.
public typealias PaymentOperationID = ID<PaymentOperationTag>

/// What identifiers of a way to pay that is saved have in common.
public enum PaymentMethodTag: IDTag { public static let prefix = "paymeth" }
/// The identifier of a way to pay that a customer has saved: `paymeth_…`.
public typealias PaymentMethodID = ID<PaymentMethodTag>

/// What identifiers of a way to pay that is being saved have in common.
public enum PaymentMethodSetupTag: IDTag { public static let prefix = "paysetup" }
/// The identifier of a way to pay that is being saved: `paysetup_…`.
public typealias PaymentMethodSetupID = ID<PaymentMethodSetupTag>

/// What identifiers of an API key have in common.
public enum APIKeyTag: IDTag { public static let prefix = "key" }
/// The identifier of an API key: `key_…`.
public typealias APIKeyID = ID<APIKeyTag>

/// What identifiers of a customer have in common.
public enum CustomerTag: IDTag { public static let prefix = "cust" }
/// The identifier of a customer: `cust_…`.
public typealias CustomerID = ID<CustomerTag>

/// What identifiers of a member of staff have in common.
public enum StaffTag: IDTag { public static let prefix = "staff" }
/// The identifier of a member of staff: `staff_…`.
public typealias StaffID = ID<StaffTag>

/// What identifiers of an account have in common.
public enum AccountTag: IDTag { public static let prefix = "acct" }
/// The identifier of an account, a customer's or a member of staff's: `acct_…`.
public typealias AccountID = ID<AccountTag>

/// What identifiers of a session have in common.
public enum SessionTag: IDTag { public static let prefix = "sess" }
/// The identifier of a session, which is not the token that opens it: `sess_…`.
public typealias SessionID = ID<SessionTag>

/// What identifiers of a role have in common.
public enum RoleTag: IDTag { public static let prefix = "role" }
/// The identifier of a role: `role_…`.
public typealias RoleID = ID<RoleTag>

/// What identifiers of a group of customers have in common.
public enum CustomerGroupTag: IDTag { public static let prefix = "group" }
/// The identifier of a group of customers: `group_…`.
public typealias CustomerGroupID = ID<CustomerGroupTag>

/// What identifiers of a note about a customer have in common.
public enum CustomerNoteTag: IDTag { public static let prefix = "note" }
/// The identifier of a note about a customer: `note_…`.
public typealias CustomerNoteID = ID<CustomerNoteTag>
