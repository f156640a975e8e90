/// What an exercise throws until somebody solves it.
public struct Unsolved: Error {
  /// Nothing more is to be said about it.
  public init() {}
}
