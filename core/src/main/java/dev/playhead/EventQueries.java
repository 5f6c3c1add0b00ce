package dev.playhead;

import dev.playhead.block.BufferView;
import dev.playhead.causality.CauseChain;
import dev.playhead.causality.CauseSearcher;
import dev.playhead.causality.EffectTree;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.CountBy;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import dev.playhead.internal.block.MissingBlockRetry;
import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.storage.spi.StoredSession;
import dev.playhead.timetravel.ProgressListener;
import dev.playhead.timetravel.UnknownEventException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The queries on the events of an open history. */
final class EventQueries {
    /** The maximum number of sessions listed in a message. */
    private static final int MAX_NAMED = 20;

    private final Lifecycle lifecycle;
    private final CircularBuffer buffer;

    EventQueries(Lifecycle lifecycle, CircularBuffer buffer) {
        this.lifecycle = lifecycle;
        this.buffer = buffer;
    }

    BufferView held() {
        lifecycle.requireOpen();
        return buffer.held();
    }

    /**
     * {@return the breaks between the last retained event before a range of sequences and the first retained event
     * after the range}
     */
    List<RecordingBreak> breaksAround(long first, long last) {
        return MissingBlockRetry.ask(() -> held().breaksAround(first, last));
    }

    /**
     * Returns the ranges of lost events between the last retained event before a range of sequences and the first
     * retained event after the range.
     */
    List<SequenceRange> lostAround(long first, long last) {
        return MissingBlockRetry.ask(() -> held().lostAround(first, last));
    }

    private EventSearcher searcher() {
        return new EventSearcher(held().run());
    }

    HeldEvents events(EventFilter filter) {
        lifecycle.requireOpen();
        return new HeldEvents(buffer, filter);
    }

    HeldCounts counts(EventFilter filter, CountBy by) {
        lifecycle.requireOpen();
        return new HeldCounts(buffer, filter, Objects.requireNonNull(by, "by"));
    }

    HeldTimes timestamps() {
        lifecycle.requireOpen();
        return new HeldTimes(buffer);
    }

    List<RecordedEvent> first(EventFilter filter, int limit) {
        requireNotNegative("limit", limit);
        return MissingBlockRetry.ask(() -> searcher().first(filter, limit));
    }

    List<RecordedEvent> latest(EventFilter filter, int n) {
        requireNotNegative("n", n);
        return MissingBlockRetry.ask(() -> searcher().latest(filter, n));
    }

    private static void requireNotNegative(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + "=" + value + " is negative");
        }
    }

    long count(EventFilter filter) {
        return MissingBlockRetry.ask(() -> searcher().count(filter));
    }

    Optional<RecordedEvent> event(String id) {
        lifecycle.requireOpen();
        return sequence(id).flatMap(sequence -> MissingBlockRetry.ask(() -> buffer.get(sequence)));
    }

    CauseChain causesOf(String id, int limit) {
        return ofEvent(id, limit, (searcher, event) -> searcher.causesOf(event, limit));
    }

    EffectTree effectsOf(String id, int limit, ProgressListener watch) {
        return ofEvent(id, limit, (searcher, event) -> searcher.effectsOf(event, limit, watch));
    }

    List<RecordedEvent> relatedTo(String id, int limit) {
        return ofEvent(id, limit, (searcher, event) -> searcher.relatedTo(event, limit));
    }

    /**
     * Returns the result of a function for the event with the given id. Throws an exception if no retained event has
     * this id.
     */
    private <T> T ofEvent(String id, int limit, BiFunction<CauseSearcher, RecordedEvent, T> question) {
        requireNotNegative("limit", limit);
        return MissingBlockRetry.ask(() -> {
            BufferView held = held();
            RecordedEvent event = sequence(id)
                    .flatMap(held.run()::get)
                    .orElseThrow(() ->
                            new UnknownEventException("id=" + id + " is not the id of a kept event; " + held.kept()));
            return question.apply(new CauseSearcher(held.run()), event);
        });
    }

    private static Optional<Long> sequence(String id) {
        try {
            return Optional.of(Long.parseLong(id))
                    .filter(sequence -> Long.toString(sequence).equals(id));
        } catch (NumberFormatException notAnId) {
            return Optional.empty();
        }
    }

    List<StoredSession> sessions() {
        lifecycle.requireOpen();
        return buffer.sessions();
    }

    /**
     * {@return a filter for the events of the session with the given number} Throws an exception if there is no such
     * session.
     */
    EventFilter session(long number) {
        List<StoredSession> all = sessions();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).number() == number) {
                return all.get(i)
                        .range(i + 1 < all.size() ? all.get(i + 1).firstSequence() : Long.MAX_VALUE)
                        .map(range -> EventFilter.sequenceBetween(range.first(), range.last()))
                        .orElse(EventFilter.all().negate());
            }
        }
        throw new IllegalArgumentException("number=" + number + ": no such session; existing sessions: "
                + all.stream()
                        .map(session -> Long.toString(session.number()))
                        .limit(MAX_NAMED)
                        .collect(Collectors.joining(", ", "[", all.size() > MAX_NAMED ? ", ...]" : "]")));
    }
}
