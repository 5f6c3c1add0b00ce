package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jol.vm.VM;

/** Tests for the memory that lazily decoded events keep reachable. */
class EncodedEventMemoryTest {
    private static final int BLOCKS = 50;

    /** Returns a block of 1,024 events of a grid session. */
    private static SealedBlock block(int number) {
        List<GridEvent> events = GridSession.events(number, 1_024);
        return SealedBlock.ofSealed(RandomData.seal(events, true));
    }

    @Test
    void shouldRetainAtMostTwiceTheBytesOfABlockForOneReachableEvent() {
        List<RecordedEvent> kept = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < BLOCKS; i++) {
            SealedBlock block = block(i);
            bytes += block.memoryBytes();
            Block.Walk walk = block.walk();
            for (int position = 0; position < block.size(); position++) {
                RecordedEvent event = walk.event(position);
                // Decodes a part of each event, including the last event, which is kept.
                if (event.payload() instanceof Map<?, ?> map) {
                    map.get("rowId");
                }
                if (position == block.size() - 1) {
                    kept.add(event);
                }
            }
        }

        assertThat(heldBytes(kept)).isBetween(bytes / 2, bytes * 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "fields", "event", "detached", "equal"})
    void shouldReleaseTheBlockWhenThePayloadIsDecoded(String way) {
        SealedBlock block = block(1);
        WeakReference<SealedBlock> held = new WeakReference<>(block);
        List<RecordedEvent> views = new ArrayList<>();
        List<RecordedEvent> whole = new ArrayList<>();
        for (int position = 0; position < block.size(); position++) {
            views.add(block.walk().event(position));
            whole.add(block.event(position));
        }
        block = null;
        Consumer<RecordedEvent> reading = switch (way) {
            case "whole" -> view -> assertThat(String.valueOf(view.payload())).isNotEmpty();
            case "fields" -> EncodedEventMemoryTest::readEachField;
            case "event" ->
                view -> assertThat(String.valueOf(view.event().payload())).isNotEmpty();
            case "detached" -> view -> PlainData.detached(view.payload());
            default -> view -> assertThat(view).isEqualTo(whole.get((int) view.sequence()));
        };
        views.forEach(reading);
        if ("detached".equals(way)) {
            views.replaceAll(view -> RecordedEvent.of(view.sequence(), view.event()));
        }

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            System.gc();
            return held.get() == null;
        });
        assertThat(views).allSatisfy(view -> assertThat(view.timestamp()).isAfter(Instant.MIN));
    }

    private static void readEachField(RecordedEvent view) {
        if (view.payload() instanceof Map<?, ?> map) {
            for (int time = 0; time < 2; time++) {
                map.keySet().forEach(map::get);
            }
        } else {
            view.event();
        }
    }

    /** Returns the approximate total size of the objects that are strongly reachable from the root. */
    private static long heldBytes(Object root) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> next = new ArrayDeque<>(List.of(root));
        long bytes = 0;
        while (!next.isEmpty()) {
            Object object = next.pop();
            if (seen.add(object)) {
                bytes += VM.current().sizeOf(object);
                parts(object).forEach(next::push);
            }
        }
        return bytes;
    }

    private static List<Object> parts(Object object) {
        List<Object> parts = new ArrayList<>();
        if (object instanceof Object[] array) {
            for (Object element : array) {
                add(parts, element);
            }
        }
        for (Class<?> type = object.getClass(); isOurs(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    try {
                        add(parts, field.get(object));
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                }
            }
        }
        if (object instanceof List<?> list) {
            list.forEach(element -> add(parts, element));
        } else if (object instanceof String text) {
            add(parts, text.toCharArray());
        }
        return parts;
    }

    private static boolean isOurs(Class<?> type) {
        return type.getName().startsWith("dev.playhead");
    }

    private static void add(List<Object> parts, Object part) {
        if (part != null && !(part instanceof Reference) && !(part instanceof Enum) && !(part instanceof Class)) {
            parts.add(part);
        }
    }
}
