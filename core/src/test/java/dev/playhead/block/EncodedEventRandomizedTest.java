package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** A test that compares events that are decoded lazily with the same events decoded completely. */
class EncodedEventRandomizedTest {
    @RepeatedTest(200)
    void shouldReadViewsEqualToTheSealedEventsInAnyOrder(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        RandomData data = new RandomData(seed);
        Random random = data.random();
        List<GridEvent> events = data.events(1 + random.nextInt(80));
        byte[] bytes = RandomData.seal(events, random.nextBoolean());
        SealedBlock block = random.nextBoolean() ? SealedBlock.open(bytes) : SealedBlock.ofSealed(bytes);
        Block.Walk walk = block.walk();
        List<RecordedEvent> views = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            views.add(walk.event(i));
        }

        for (int access = 0; access < events.size() * 8; access++) {
            int position = random.nextInt(events.size());
            GridEvent expected = events.get(position);
            RecordedEvent view = random.nextInt(4) == 0 ? walk.event(position) : views.get(position);
            if (random.nextInt(10) == 0) {
                block.trim();
            }
            String about = "seed=" + seed + " position=" + position;
            switch (random.nextInt(10)) {
                case 0 -> assertThat(view.type()).as(about).isEqualTo(expected.type());
                case 1 -> assertThat(view.source()).as(about).isEqualTo(expected.source());
                case 2 -> assertThat(view.timestamp()).as(about).isEqualTo(expected.timestamp());
                case 3 ->
                    assertThat(RandomData.identical(view.metadata(), expected.metadata()))
                            .as(about)
                            .isTrue();
                case 4 ->
                    assertThat(RandomData.identical(view.payload(), expected.payload()))
                            .as(about)
                            .isTrue();
                case 5 -> assertThat(view).as(about).isEqualTo(block.event(position));
                case 6 ->
                    assertThat(view.event()).as(about).isSameAs(view.event()).isEqualTo(expected);
                case 7 ->
                    assertThat(view).as(about).hasToString(block.event(position).toString());
                case 8 -> assertThat(view).as(about).hasSameHashCodeAs(block.event(position));
                default -> readOneField(about, random, view.payload(), expected.payload());
            }
        }
    }

    private static void readOneField(String about, Random random, Object actual, Object expected) {
        if (!(expected instanceof Map<?, ?> map)) {
            return;
        }
        Map<?, ?> view = (Map<?, ?>) actual;
        assertThat(view.containsKey("no such key")).as(about).isFalse();
        assertThat(view.get("no such key")).as(about).isNull();
        assertThat(view).as(about).hasSameSizeAs(map);
        if (!map.isEmpty()) {
            Object key = new ArrayList<>(map.keySet()).get(random.nextInt(map.size()));
            assertThat(view.containsKey(key)).as(about).isTrue();
            assertThat(RandomData.identical(view.get(key), map.get(key)))
                    .as(about)
                    .isTrue();
        }
        Iterator<?> keys = map.keySet().iterator();
        for (Object key : view.keySet()) {
            assertThat(key).as(about).isEqualTo(keys.next());
        }
    }
}
