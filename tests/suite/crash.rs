//! A run that is cut short, at whatever moment, leaves an index that opens, and the next run completes it.
