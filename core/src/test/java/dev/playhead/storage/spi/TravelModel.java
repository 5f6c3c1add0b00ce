package dev.playhead.storage.spi;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PayloadPath;
import dev.playhead.event.RecordedEvent;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.StateCodec;
import dev.playhead.timetravel.StateDifference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A model of a history. It is a list of all events, which are folded from the start for each query. */
public final class TravelModel {
    static final Instant T0 = Instant.parse("2026-01-31T10:00:00Z");

    /** A projection whose state depends on every event and on the order of the events. */
    static final Projection<Long> HASH =
            Projection.of("hash", 17L, TravelModel::hash, StateCodec.ofData("1", s -> s, d -> (Long) d));

    /** A projection with a state of several kilobytes of text. */
    static final Projection<String> TEXT = Projection.of(
            "text",
            "",
            (text, event) -> (text.length() > 5_000 ? text.substring(3_000) : text) + event.payload(),
            StateCodec.ofData("1", s -> s, d -> (String) d));

    /** A projection whose state never decreases. For an irrelevant event, it returns the same state object. */
    static final Projection<Long> EDITS = Projection.of(
            "edits",
            0L,
            (edits, event) -> event.type().equals("cell:edit") ? Long.valueOf(edits + 1) : edits,
            StateCodec.ofData("1", s -> s, d -> (Long) d));

    /** A projection whose state has the values of a few cells. */
    @SuppressWarnings("unchecked")
    static final Projection<Map<String, Long>> CELLS = Projection.of(
            "cells", Map.of(), TravelModel::edited, StateCodec.ofData("1", s -> s, d -> (Map<String, Long>) d));

    static final Projection<Long> NOT_ENCODED = Projection.of("not-encoded", 3L, TravelModel::hash);

    static final Projection<Long> NOT_REGISTERED = Projection.of("not-registered", 5L, TravelModel::hash);

    private static final List<String> TYPES = List.of("cell:edit", "cell:edit", "row:add", "sort");

    private final List<RecordedEvent> all = new ArrayList<>();
    private final Map<Projection<?>, Object> baselines = new HashMap<>();

    private static Long hash(Long hash, RecordedEvent event) {
        return hash * 31 + event.sequence() + (Long) event.payload();
    }

    private static Map<String, Long> edited(Map<String, Long> cells, RecordedEvent event) {
        long value = (Long) event.payload();
        Map<String, Long> changed = new HashMap<>(cells);
        if (event.type().equals("sort")) {
            changed.remove(cell(value));
        } else {
            changed.put(cell(value), value / 300);
        }
        return changed;
    }

    /** Returns the id of the cell that an event with the given payload edits or clears. */
    static String cell(long payload) {
        return "c" + payload % 7;
    }

    static GridEvent event(Random random) {
        return GridEvent.of(
                TYPES.get(random.nextInt(TYPES.size())),
                random.nextLong(1_000),
                T0.plusSeconds(random.nextInt(12)),
                "core",
                Map.of());
    }

    void record(long sequence, GridEvent event) {
        all.add(RecordedEvent.of(sequence, event));
    }

    void clear() {
        all.clear();
        baselines.clear();
    }

    void baseline(Projection<Long> projection, long state) {
        baselines.put(projection, state);
    }

    /** Removes the events after a sequence, because they were not stored before the process ended. */
    void loseAfter(long sequence) {
        all.removeIf(event -> event.sequence() > sequence);
    }

    int size() {
        return all.size();
    }

    long firstSequence() {
        return all.isEmpty() ? -1 : all.get(0).sequence();
    }

    long lastSequence() {
        return all.isEmpty() ? -1 : all.get(all.size() - 1).sequence();
    }

    /** Returns the events from a sequence on, or no events if the sequence is -1. */
    List<RecordedEvent> from(long first) {
        return all.stream()
                .filter(event -> first >= 0 && event.sequence() >= first)
                .toList();
    }

    @SuppressWarnings("unchecked") // a baseline is a state of its projection
    private <S> S origin(Projection<S> projection) {
        return (S) baselines.getOrDefault(projection, projection.initial());
    }

    <S> S fold(Projection<S> projection, long upTo) {
        return fold(projection, upTo, event -> event);
    }

    /**
     * Returns the state after the events up to a sequence. Each event is replaced by the result of a function, or is
     * omitted if the function returns null.
     */
    <S> S fold(Projection<S> projection, long upTo, Function<RecordedEvent, @Nullable RecordedEvent> instead) {
        S state = origin(projection);
        for (RecordedEvent event : all) {
            RecordedEvent happened = event.sequence() <= upTo ? instead.apply(event) : null;
            state = happened == null ? state : projection.apply(state, happened);
        }
        return state;
    }

    /** Returns the first event, at or after a sequence, at which a condition on the state becomes true. */
    <S> Optional<RecordedEvent> firstWhere(Projection<S> projection, Predicate<S> wrong, long from) {
        S state = origin(projection);
        for (RecordedEvent event : all) {
            boolean was = wrong.test(state);
            state = projection.apply(state, event);
            if (event.sequence() >= from && !was && wrong.test(state)) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }

    /**
     * Finds the differences between two maps naively.
     *
     * @param before the values before
     * @param after the values after
     * @return the differences, in any order
     */
    public static List<StateDifference> differences(Map<String, Long> before, Map<String, Long> after) {
        Set<String> keys = new HashSet<>(before.keySet());
        keys.addAll(after.keySet());
        List<StateDifference> differences = new ArrayList<>();
        for (String key : keys) {
            Object was = Objects.requireNonNullElse(before.get(key), PayloadPath.NOTHING);
            Object is = Objects.requireNonNullElse(after.get(key), PayloadPath.NOTHING);
            if (!was.equals(is)) {
                differences.add(new StateDifference(List.of(key), was, is));
            }
        }
        return differences;
    }
}
