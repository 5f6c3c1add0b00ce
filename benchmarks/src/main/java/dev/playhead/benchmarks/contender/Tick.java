package dev.playhead.benchmarks.contender;

/** A price change, immutable. All contenders record it, in this form or in another one of {@code Payload}. */
public record Tick(String gridId, String rowId, String columnId, double oldValue, double newValue) {}
