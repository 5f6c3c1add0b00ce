package dev.playhead.cli.command;

import dev.playhead.capture.SensitiveData;
import dev.playhead.capture.SensitiveFinding;
import dev.playhead.cli.view.SecretCounts;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.storage.spi.StoredSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The removal of secrets from the parts of a file, and the count of what was removed. */
final class Redaction {
    /** The text that replaces a secret in the context of a session, because contexts have only texts as values. */
    private static final String CUT_OUT_TEXT = "(sensitive)";

    private final SensitiveData rules;
    private final SecretCounts counts = new SecretCounts();

    Redaction(SensitiveData rules) {
        this.rules = rules;
    }

    SecretCounts counts() {
        return counts;
    }

    RecordedEvent event(RecordedEvent event) {
        for (SensitiveFinding finding : rules.findings(event.event())) {
            counts.add(finding, event.id());
        }
        return RecordedEvent.of(event.sequence(), rules.apply(event.event()));
    }

    /**
     * {@return the break; events whose type name contains a secret are counted under {@link
     * RecordingBreak#OTHER_TYPES}}
     */
    RecordingBreak recordingBreak(RecordingBreak one) {
        Map<String, Long> offered = new TreeMap<>();
        one.offered().forEach((type, count) -> {
            boolean sensitive = rules.isSensitiveValue(type);
            for (SensitiveFinding finding : rules.findings("break", List.of(type))) {
                counts.addElsewhere(finding, "before " + one.sequence());
            }
            offered.merge(sensitive ? RecordingBreak.OTHER_TYPES : type, count, Redaction::sum);
        });
        return offered.equals(one.offered()) ? one : new RecordingBreak(one.sequence(), one.from(), one.to(), offered);
    }

    private static long sum(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /**
     * {@return the session without secrets in its context, and without its break} The break is copied with the other
     * breaks.
     */
    StoredSession session(StoredSession one) {
        Map<String, @Nullable Object> context = new LinkedHashMap<>(one.context());
        for (SensitiveFinding finding : rules.findings("context", context)) {
            counts.addElsewhere(finding, "session " + one.number());
        }
        Map<String, String> left = new TreeMap<>();
        if (rules.apply(context) instanceof Map<?, ?> cut) {
            cut.forEach(
                    (key, value) -> left.put(String.valueOf(key), value instanceof String text ? text : CUT_OUT_TEXT));
        }
        return new StoredSession(one.number(), one.startedAt(), one.firstSequence(), one.end(), left, Optional.empty());
    }

    List<StoredSession> sessions(List<StoredSession> all) {
        return all.stream().map(this::session).toList();
    }
}
