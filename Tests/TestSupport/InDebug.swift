/// How many trials a test makes, or which: a debug build takes hundreds of times as long for what release does whole.
package func inDebug<Value>(_ few: Value, release whole: Value) -> Value {
  #if DEBUG
    few
  #else
    whole
  #endif
}
