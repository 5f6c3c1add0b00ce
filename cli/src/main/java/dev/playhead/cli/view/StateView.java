package dev.playhead.cli.view;

import dev.playhead.cli.Session;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.Projection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A kind of state that follows from events, as the commands show it: entities with fields.
 *
 * @param <S> the state
 */
public interface StateView<S> {
    /** How the state follows from events. */
    Projection<S> projection();

    /** What an entity is called: {@code entity}, {@code row}. */
    String noun();

    /** The entities there are, in an order for people. */
    Collection<String> entities(S state);

    /** The fields of an entity, or null if there is none of this id. */
    @Nullable
    Map<String, @Nullable Object> entity(S state, String id);

    /** What differs between two states. */
    List<FieldDifference> differences(S before, S after);

    /** Returns what differs between the states of two snapshots. */
    default List<FieldDifference> differences(EventSnapshot before, EventSnapshot after) {
        return differences(before.state(projection()), after.state(projection()));
    }

    /** The whole state as plain data. */
    Map<String, @Nullable Object> data(S state);

    /** The state as tables, for a screen that shows a part of them at a time. */
    List<Sheet> sheets(S state);

    /** Prints the state as text. */
    void print(S state, Session session);
}
