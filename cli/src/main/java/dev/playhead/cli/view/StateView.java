package dev.playhead.cli.view;

import dev.playhead.cli.Session;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.Projection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A view of a kind of state that is folded from events. Commands show such a state as entities with fields.
 *
 * @param <S> the type of the state
 */
public interface StateView<S> {
    /** {@return the projection that folds the state from events} */
    Projection<S> projection();

    /** {@return the word for an entity, such as {@code row}} */
    String noun();

    /** {@return the ids of the entities, in the order in which they are shown} */
    Collection<String> entities(S state);

    /** {@return the fields of an entity, or null if there is no entity with this id} */
    @Nullable
    Map<String, @Nullable Object> entity(S state, String id);

    /** {@return the differences between two states} */
    List<FieldDifference> differences(S before, S after);

    /** {@return the differences between the states of two snapshots} */
    default List<FieldDifference> differences(EventSnapshot before, EventSnapshot after) {
        return differences(before.state(projection()), after.state(projection()));
    }

    /** {@return the complete state as plain data} */
    Map<String, @Nullable Object> data(S state);

    /** {@return the state as tables, of which a screen can show parts} */
    List<Sheet> sheets(S state);

    /** Prints the state as text. */
    void print(S state, Session session);
}
