package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.HistoryStats;
import dev.playhead.devtools.server.Endpoint;
import dev.playhead.devtools.server.Question;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.grid.GridState;
import dev.playhead.storage.spi.StoredSession;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.ProgressListener;
import dev.playhead.timetravel.QuestionCancelledException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What a page needs to know about a history before it asks for anything else. */
final class HistoryInfo implements Endpoint {
    static final int MAX_LISTED = 1_000;
    /** The time after which the ids of the grids are left out, since the first fold of a long history takes long. */
    private static final long MAX_NANOS_FOR_GRIDS = TimeUnit.MILLISECONDS.toNanos(150);

    private final EventHistory history;
    private final String name;
    private final @Nullable String file;
    private final boolean complete;
    private final Projections projections;
    private final SeenProblems problems;
    private final Application application;

    HistoryInfo(
            EventHistory history,
            String name,
            @Nullable String file,
            boolean complete,
            Projections projections,
            SeenProblems problems,
            Application application) {
        this.history = history;
        this.name = name;
        this.file = file;
        this.complete = complete;
        this.projections = projections;
        this.problems = problems;
        this.application = application;
    }

    @Override
    public void answer(Question question, JsonGenerator out) {
        HistoryStats stats = history.stats();
        List<StoredSession> sessions = history.sessions();
        out.writeStartObject();
        EventJson.name(out, "name", name);
        out.writeBooleanProperty("live", !complete && (history.isRecording() || mayRecordStill(sessions)));
        out.writeBooleanProperty("control", application.isControlled());
        out.writeName("application");
        out.writeRawValue(application.json());
        EventJson.sequence(out, "first", stats.firstSequence());
        EventJson.sequence(out, "last", stats.lastSequence());
        out.writeNumberProperty("count", stats.stored());
        EventJson.time(out, "from", stats.firstTime().orElse(null));
        EventJson.time(out, "to", stats.lastTime().orElse(null));
        EventJson.ms(out, "fromMs", stats.firstTime().orElse(null));
        EventJson.ms(out, "toMs", stats.lastTime().orElse(null));
        EventJson.counts(out, "types", stats.countsByType(), MAX_LISTED);
        EventJson.counts(out, "sources", stats.countsBySource(), MAX_LISTED);
        lost(out, stats.lost());
        breaks(out, stats.breaks());
        sessions(out, sessions, stats.lastSequence());
        texts(out, "projections", projections.names());
        Set<String> grids = grids(question.watch());
        if (grids == null) {
            out.writeNullProperty("grids");
        } else {
            texts(out, "grids", grids);
        }
        out.writeStringProperty("version", HistoryInfo.class.getPackage().getImplementationVersion());
        EventJson.name(out, "file", file);
        problems.write(out);
        out.writeEndObject();
    }

    /**
     * Returns whether the last session has not ended; its process may have ended without closing it. Without sessions,
     * the history is in memory, and recording may only be paused.
     */
    private static boolean mayRecordStill(List<StoredSession> sessions) {
        return sessions.isEmpty() || sessions.get(sessions.size() - 1).end().isEmpty();
    }

    /** Returns the grids after the latest event; null if they are not known soon. */
    private @Nullable Set<String> grids(ProgressListener watch) {
        long begin = System.nanoTime();
        boolean[] late = {false};
        ProgressListener hasty = (done, total) -> {
            late[0] = System.nanoTime() - begin > MAX_NANOS_FOR_GRIDS;
            return watch.goOn(done, total) && !late[0];
        };
        try {
            GridState state = history.newTimeline().snapshot().state(projections.grid(), hasty);
            return state.gridIds();
        } catch (IncompleteHistoryException e) {
            return null; // the question for a state says why it is refused
        } catch (QuestionCancelledException e) {
            if (late[0]) {
                return null;
            }
            throw e;
        }
    }

    static void lost(JsonGenerator out, List<SequenceRange> lost) {
        out.writeArrayPropertyStart("lost");
        lost.stream().limit(MAX_LISTED).forEach(range -> EventJson.lost(out, range));
        out.writeEndArray();
    }

    private static void breaks(JsonGenerator out, List<RecordingBreak> breaks) {
        out.writeArrayPropertyStart("breaks");
        breaks.stream().limit(MAX_LISTED).forEach(one -> EventJson.pause(out, one));
        out.writeEndArray();
    }

    private static void sessions(JsonGenerator out, List<StoredSession> sessions, long last) {
        out.writeArrayPropertyStart("sessions");
        for (int i = Math.max(0, sessions.size() - MAX_LISTED); i < sessions.size(); i++) {
            StoredSession session = sessions.get(i);
            boolean isLast = i + 1 == sessions.size();
            SequenceRange range = session.range(
                            isLast ? Long.MAX_VALUE : sessions.get(i + 1).firstSequence())
                    .orElse(null);
            out.writeStartObject();
            out.writeNumberProperty("number", session.number());
            EventJson.time(out, "from", session.startedAt());
            EventJson.time(out, "to", session.end().map(StoredSession.End::at).orElse(null));
            long before = session.firstSequence() - 1;
            EventJson.sequence(out, "first", session.firstSequence());
            EventJson.sequence(out, "last", range == null ? before : Math.max(before, Math.min(range.last(), last)));
            out.writeObjectPropertyStart("context");
            session.context().forEach((key, value) -> EventJson.name(out, EventJson.clean(key), value));
            out.writeEndObject();
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void texts(JsonGenerator out, String property, Iterable<String> texts) {
        out.writeArrayPropertyStart(property);
        for (String text : texts) {
            out.writeString(EventJson.clean(text));
        }
        out.writeEndArray();
    }
}
