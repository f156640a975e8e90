/// What an exercise throws until somebody solves it.
package struct Unsolved: Error {
  /// Nothing more is to be said about it.
  package init() {}
}
