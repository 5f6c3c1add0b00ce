package dev.playhead.benchmarks.contender;

/** A price changed: the payload that all contenders record, immutable. */
public record Tick(String gridId, String rowId, String columnId, double oldValue, double newValue) {}
