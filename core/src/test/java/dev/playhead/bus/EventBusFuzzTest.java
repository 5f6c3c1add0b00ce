package dev.playhead.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.TypePattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A test that subscribes, closes, publishes and replays at random, and compares the called handlers with those that a
 * model predicts. The model sorts and scans a list.
 */
class EventBusFuzzTest {
    private static final List<String> PATTERNS = List.of("*", "a", "b", "a:*", "*:x", "a:x", "c*", "a:y");
    private static final List<String> TYPES = List.of("a", "b", "a:x", "a:y", "b:x", "c", "d");

    /** A subscription. The model is a list of the subscriptions that are neither used up nor closed. */
    private record Subscribed(
            int number, String pattern, int priority, boolean once, boolean liveOnly, Subscription subscription) {}

    @Test
    void shouldCallTheHandlersThatTheModelPredicts() {
        for (int round = 0; round < 300; round++) {
            long seed = new Random().nextLong();
            assertBusFollowsModel(new Random(seed), "seed=" + seed);
        }
    }

    private static void assertBusFollowsModel(Random random, String seed) {
        EventBus bus = EventBus.create();
        List<Subscribed> model = new ArrayList<>();
        List<Integer> called = new ArrayList<>();
        for (int step = 0; step < 120; step++) {
            int action = random.nextInt(10);
            if (action < 3) {
                model.add(subscribe(bus, step, random, called));
            } else if (action == 3 && !model.isEmpty()) {
                model.remove(random.nextInt(model.size())).subscription().close();
            } else {
                GridEvent event = GridEvent.of(TYPES.get(random.nextInt(TYPES.size())), null);
                boolean replay = action == 9;
                called.clear();
                if (replay) {
                    bus.replay(RecordedEvent.of(step, event), NestedEvents.SUPPRESS, e -> {});
                } else {
                    bus.publish(event);
                }
                assertThat(called).as("step=" + step + " " + seed).isEqualTo(expected(model, event.type(), replay));
            }
        }
    }

    private static Subscribed subscribe(EventBus bus, int number, Random random, List<Integer> called) {
        String pattern = PATTERNS.get(random.nextInt(PATTERNS.size()));
        List<SubscribeOption> options = new ArrayList<>();
        int priority = random.nextBoolean() ? 0 : random.nextInt(5) - 2;
        if (priority != 0) {
            options.add(SubscribeOption.priority(priority));
        }
        boolean once = random.nextInt(4) == 0;
        if (once) {
            options.add(SubscribeOption.once());
        }
        boolean liveOnly = random.nextInt(4) == 0;
        if (liveOnly) {
            options.add(SubscribeOption.liveOnly());
        }
        Subscription subscription =
                bus.subscribe(pattern, e -> called.add(number), options.toArray(SubscribeOption[]::new));
        return new Subscribed(number, pattern, priority, once, liveOnly, subscription);
    }

    private static List<Integer> expected(List<Subscribed> model, String type, boolean replay) {
        List<Subscribed> due = model.stream()
                .filter(s -> TypePattern.of(s.pattern()).matches(type) && !(replay && s.liveOnly()))
                .sorted(Comparator.comparingInt(Subscribed::priority).reversed())
                .toList();
        model.removeIf(s -> s.once() && due.contains(s));
        return due.stream().map(Subscribed::number).toList();
    }
}
