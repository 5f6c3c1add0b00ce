package dev.playhead.cli.travel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.EventFiles;
import dev.playhead.cli.view.EntitiesView;
import dev.playhead.cli.view.Sheet;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

class TravelStatesTest {
    @TempDir
    private Path folder;

    /**
     * Checks that the state after each of many random jumps and steps equals the state that is folded from the first
     * event on.
     */
    @Test
    void shouldShowTheSameStatesAsAFoldFromTheStart() {
        long seed = 5;
        Random random = new Random(seed);
        StringBuilder lines = new StringBuilder();
        int events = 5_000;
        for (int i = 0; i < events; i++) {
            // The ids are not consecutive, as in a file to which only some events were exported.
            lines.append("{\"sequence\":")
                    .append(i * 3)
                    .append(",\"type\":\"t\",\"timestamp\":")
                    .append(i)
                    .append(",\"payload\":{\"id\":\"e")
                    .append(random.nextInt(20))
                    .append("\",\"v\":")
                    .append(random.nextInt(5))
                    .append("}}\n");
        }
        Path path = EventFiles.write(folder, "events.jsonl", lines.toString());
        EntitiesView view = new EntitiesView("id");
        try (TravelFixture travel = new TravelFixture(path, false, view)) {
            List<PMap<String, Map<String, @Nullable Object>>> naive = new ArrayList<>();
            PMap<String, Map<String, @Nullable Object>> state = HashTreePMap.empty();
            for (RecordedEvent event : travel.history.getEvents(EventFilter.all())) {
                state = view.projection().apply(state, event);
                naive.add(state);
            }
            int at = events - 1;
            for (int move = 0; move < 2_000; move++) {
                if (random.nextInt(20) == 0) {
                    at = random.nextInt(events);
                    travel.model.jump(Long.toString(at * 3L));
                } else if (random.nextBoolean() && at > 0) {
                    at--;
                    travel.press("\u001b[D");
                } else if (at < events - 1) {
                    at++;
                    travel.press("\u001b[C");
                }
                travel.work();
                TravelStates.Here here = travel.model.states();
                String where = "seed=" + seed + " move=" + move + " at=" + at;
                assertThat(travel.at()).as(where).isEqualTo(at * 3L);
                assertThat(here).as(where).isNotNull();
                PMap<String, Map<String, @Nullable Object>> before = at == 0 ? HashTreePMap.empty() : naive.get(at - 1);
                assertThat(here.differences()).as(where).isEqualTo(view.differences(before, naive.get(at)));
                Sheet sheet = here.after().get(0);
                for (String id : sheet.ids()) {
                    assertThat(sheet.values().apply(id))
                            .as(where)
                            .isEqualTo(naive.get(at).get(id));
                }
                assertThat(sheet.ids())
                        .as(where)
                        .containsExactlyInAnyOrderElementsOf(naive.get(at).keySet());
            }
        }
    }
}
