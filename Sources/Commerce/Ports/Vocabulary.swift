// Ports speak of JSON, so whoever fills one has it with them: a provider imports Kernel, Commerce and its vendor's library alone.
@_exported import MartletJSON
