import MartletKernel

public enum ProductTag: IDTag { public static let prefix = "prod" }
public enum VariantTag: IDTag { public static let prefix = "var" }
public enum ImageTag: IDTag { public static let prefix = "img" }
public enum CategoryTag: IDTag { public static let prefix = "cat" }
public enum LocationTag: IDTag { public static let prefix = "loc" }
public enum StockMovementTag: IDTag { public static let prefix = "mov" }
public enum ReservationTag: IDTag { public static let prefix = "res" }
public enum CartTag: IDTag { public static let prefix = "cart" }
public enum CartLineTag: IDTag { public static let prefix = "line" }
public enum OrderTag: IDTag { public static let prefix = "order" }
public enum OrderLineTag: IDTag { public static let prefix = "oline" }
public enum PaymentTag: IDTag { public static let prefix = "pay" }
public enum PaymentEntryTag: IDTag { public static let prefix = "payent" }
public enum APIKeyTag: IDTag { public static let prefix = "key" }

public typealias ProductID = ID<ProductTag>
public typealias VariantID = ID<VariantTag>
public typealias ImageID = ID<ImageTag>
public typealias CategoryID = ID<CategoryTag>
public typealias LocationID = ID<LocationTag>
public typealias StockMovementID = ID<StockMovementTag>
public typealias ReservationID = ID<ReservationTag>
public typealias CartID = ID<CartTag>
public typealias CartLineID = ID<CartLineTag>
public typealias OrderID = ID<OrderTag>
public typealias OrderLineID = ID<OrderLineTag>
public typealias PaymentID = ID<PaymentTag>
public typealias PaymentEntryID = ID<PaymentEntryTag>
public typealias APIKeyID = ID<APIKeyTag>
