package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.devtools.server.BadRequest;
import dev.playhead.devtools.server.Endpoint;
import dev.playhead.devtools.server.Question;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.ProgressListener;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.TimelineManager;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** The differences between the state after an event and the state as if some events had not happened. */
final class WhatIf implements Endpoint {
    private static final String ID = "id:";

    private final EventHistory history;
    private final States states;
    private final PartialFold partial;
    private final Projections projections;

    WhatIf(EventHistory history, States states, PartialFold partial, Projections projections) {
        this.history = history;
        this.states = states;
        this.partial = partial;
        this.projections = projections;
    }

    @Override
    public void answer(Question question, JsonGenerator out) {
        long at = question.number("at", -2, -1, Long.MAX_VALUE);
        answer(
                projections.of(question),
                at < -1 ? states.last() : at,
                without(question.require("without")),
                question,
                out);
    }

    private static EventQuery without(String text) {
        if (!text.startsWith(ID)) {
            EventQuery query = EventQuery.of(text, null, null);
            if (query.isAll()) {
                throw new BadRequest("without=" + EventJson.clean(text)
                        + " means all events; write a filter, or id: and the id of an event");
            }
            return query;
        }
        try {
            long sequence = Long.parseLong(text.substring(ID.length()));
            return new EventQuery(text, EventFilter.sequenceBetween(sequence, sequence), true);
        } catch (NumberFormatException e) {
            throw new BadRequest("without=" + EventJson.clean(text) + " has no id after id:; write it like id:2041");
        }
    }

    private <S> void answer(
            Projection<S> projection, long at, EventQuery without, Question question, JsonGenerator out) {
        ProgressListener watch = question.watch();
        int limit = (int) question.number("limit", DifferenceQuestion.DEFAULT_LIMIT, 1, DifferenceQuestion.MAX_LIMIT);
        long left = at < 0 ? 0 : without.within(0, at).count(history, watch);
        States.Pair<S> pair = pair(projection, at, without.filter(), left, watch);
        out.writeStartObject();
        out.writeNumberProperty("at", EventJson.exact(at));
        out.writeNumberProperty("left", left);
        Differences.write(out, "differences", Differences.between(pair.before(), pair.after(), watch), limit);
        EventJson.refused(out, pair.refusal());
        out.writeEndObject();
    }

    /** Returns the state as it was, and the state without the events. */
    private <S> States.Pair<S> pair(
            Projection<S> projection, long at, EventFilter without, long left, ProgressListener watch) {
        if (left == 0) {
            States.Known<S> real = states.at(projection, at, watch);
            return new States.Pair<>(real.state(), real.state(), real.refusal());
        }
        try {
            S real = states.snapshot(at).state(projection, watch);
            // There may be no event with the sequence, but then the state is that after an event before it.
            List<RecordedEvent> latest = history.latest(EventFilter.sequenceBetween(0, at), 1);
            TimelineManager timeline = history.newTimeline().watched(watch);
            timeline.jumpToEvent(
                    latest.isEmpty() ? Long.toString(at) : latest.get(0).id());
            return new States.Pair<>(real, timeline.whatIf(projection, without), null);
        } catch (IncompleteHistoryException e) {
            S real = partial.upTo(projection, at, watch);
            return new States.Pair<>(real, partial.without(projection, at, without, watch), e);
        }
    }
}
