@_exported import MartletFakes
