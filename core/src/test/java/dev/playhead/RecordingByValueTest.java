package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.bus.EventBus;
import dev.playhead.capture.SampleBeans;
import dev.playhead.capture.SensitiveData;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ExportFormat;
import dev.playhead.io.ImportOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that mutable payloads are recorded by value, regardless of where the history stores them. */
class RecordingByValueTest {
    private static final EventFilter ALL = EventFilter.all();

    private static EventHistory history() {
        return EventHistory.builder()
                .capacity(10_000)
                .beans(SampleBeans.beans().toArray(Class<?>[]::new))
                .excludeSensitive(SensitiveData.defaults())
                .build();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 0})
    void shouldKeepTheOriginalPayloadsInOpenAndSealedBlocksAndExports(long fixedSeed) {
        long seed = fixedSeed != 0 ? fixedSeed : System.nanoTime();
        Random random = new Random(seed);
        List<Object> models = new ArrayList<>();
        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        try (EventHistory history = history();
                EventHistory imported = history()) {
            EventBus bus = EventBus.create();
            history.attach(bus);
            // These events fill more than one block. The last block is open.
            for (int i = 0; i < 2_500; i++) {
                Object payload = SampleBeans.object(random, 3);
                models.add(SampleBeans.naive(payload, SensitiveData.defaults()));
                bus.publish(GridEvent.of("t" + i % 3, payload));
                SampleBeans.change(payload, random);
            }

            check(history, models, "seed=" + seed);
            history.exportTo(exported, ExportFormat.JSON_LINES, ALL);
            imported.importFrom(new ByteArrayInputStream(exported.toByteArray()), ImportOptions.lenient());
            check(imported, models, "imported, seed=" + seed);
        }
    }

    private static void check(EventHistory history, List<Object> models, String about) {
        List<RecordedEvent> events = history.getEvents();
        assertThat(events).as(about).hasSameSizeAs(models);
        for (int i = 0; i < models.size(); i++) {
            assertThat(events.get(i).payload()).as(about + " event=" + i).isEqualTo(models.get(i));
        }
    }
}
