package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.view.StateView;
import dev.playhead.event.RecordedEvent;
import dev.playhead.io.EventSerializer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The states of a history before and after its events, as data for other tools.
 *
 * @param <S> the type of the states
 */
record ViewStates<S>(StateView<S> view, EventHistory history, EventFile file, Session session)
        implements EventSerializer.States {
    @Override
    public Map<String, @Nullable Object> before(RecordedEvent event) {
        return at(event.sequence() - 1);
    }

    @Override
    public Map<String, @Nullable Object> after(RecordedEvent event) {
        return at(event.sequence());
    }

    private Map<String, @Nullable Object> at(long sequence) {
        return view.data(file.state(history.getEventSnapshotAtSequence(sequence), view.projection(), history, session));
    }
}
