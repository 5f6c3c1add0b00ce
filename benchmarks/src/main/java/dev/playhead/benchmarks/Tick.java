package dev.playhead.benchmarks;

/** A price changed: the payload that all contenders record, immutable. */
record Tick(String gridId, String rowId, String columnId, double oldValue, double newValue) {}
