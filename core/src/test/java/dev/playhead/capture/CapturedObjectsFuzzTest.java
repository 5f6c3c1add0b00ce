package dev.playhead.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.block.BlockWriter;
import dev.playhead.block.SealedBlock;
import dev.playhead.capture.SampleBeans.Moody;
import dev.playhead.capture.SampleBeans.Nested;
import dev.playhead.capture.SampleBeans.Sample;
import dev.playhead.capture.SampleBeans.Secret;
import dev.playhead.event.GridEvent;
import dev.playhead.event.Marker.Reason;
import dev.playhead.event.PlainData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the captured data of random beans, maps and records with the plain data that a naive mapper returns. */
class CapturedObjectsFuzzTest {
    private static final int OBJECTS = 2_000;

    private static PayloadCapture capture(SensitiveData rules) {
        return PayloadCapture.builder()
                .beans(SampleBeans.beans().toArray(Class<?>[]::new))
                .sensitive(rules)
                .build();
    }

    private static SensitiveData rules(Random random) {
        return random.nextBoolean()
                ? SensitiveData.defaults()
                : SensitiveData.none().withFields("password", "token");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 0})
    void shouldCaptureThePlainDataThatANaiveMapperReturns(long fixedSeed) {
        long seed = fixedSeed != 0 ? fixedSeed : System.nanoTime();
        check(seed, OBJECTS);
    }

    @Test
    @Tag("full")
    void shouldCaptureThePlainDataThatANaiveMapperReturnsInManyRounds() {
        long seed = System.nanoTime();
        int rounds = Boolean.getBoolean("playhead.full") ? 100 : 1;
        for (int i = 0; i < rounds; i++) {
            check(seed + i, OBJECTS);
        }
    }

    private static void check(long seed, int objects) {
        Random random = new Random(seed);
        SensitiveData rules = rules(random);
        PayloadCapture capture = capture(rules);
        for (int i = 0; i < objects; i++) {
            Object object = SampleBeans.object(random, 3);
            String about = "seed=" + seed + " object=" + i + " " + object;
            Object model = SampleBeans.naive(object, rules);

            Object captured = capture.capture(object);
            SampleBeans.change(object, random);
            Object data = capture.toData(captured);

            assertThat(data).as(about).isEqualTo(model);
            checkPlain(data, PlainData.of(model), about);
        }
    }

    /** Checks that captured data equals the plain data, and that the methods of both return the same results. */
    private static void checkPlain(Object data, Object plain, String about) {
        assertThat(PlainData.isPlain(data)).as(about).isTrue();
        assertThat(PlainData.equal(data, plain)).as(about).isTrue();
        assertThat(PlainData.equal(plain, data)).as(about).isTrue();
        assertThat(String.valueOf(data)).as(about).isEqualTo(String.valueOf(plain));
        if (!(data instanceof Map<?, ?> map)) {
            return;
        }
        Map<?, ?> expected = (Map<?, ?>) plain;
        assertThat(plain).as(about).isEqualTo(data);
        assertThat(data.hashCode()).as(about).isEqualTo(plain.hashCode());
        assertThat(map.size()).as(about).isEqualTo(expected.size());
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        for (Map.Entry<?, ?> entry : expected.entrySet()) {
            assertThat(entries.next()).as(about).isEqualTo(entry);
            assertThat(map.get(entry.getKey())).as(about).isEqualTo(entry.getValue());
            assertThat(map.containsKey(entry.getKey())).as(about).isTrue();
            checkPlain(map.get(entry.getKey()), entry.getValue(), about);
        }
        assertThat(entries.hasNext()).as(about).isFalse();
        assertThat(map.containsKey("nobody")).as(about).isFalse();
        assertThat(map.get("nobody")).as(about).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 0})
    void shouldSealCapturedDataToTheSameBytesAsPlainData(long fixedSeed) {
        long seed = fixedSeed != 0 ? fixedSeed : System.nanoTime();
        Random random = new Random(seed);
        SensitiveData rules = rules(random);
        PayloadCapture capture = capture(rules);
        for (int block = 0; block < 12; block++) {
            BlockWriter captured = new BlockWriter(block % 2 == 0);
            BlockWriter plain = new BlockWriter(block % 2 == 0);
            List<Object> models = new ArrayList<>();
            int kinds = 1 + random.nextInt(4);
            int events = 1 + random.nextInt(400);
            for (int i = 0; i < events; i++) {
                Object object = kinds == 1 ? SampleBeans.map(random, 2) : SampleBeans.object(random, kinds - 1);
                Object model = SampleBeans.naive(object, rules);
                models.add(model);
                GridEvent event =
                        GridEvent.of("t" + random.nextInt(2), object, Instant.ofEpochMilli(i), "core", Map.of());
                captured.add(i, capture.toData(capture.capture(event)), 0);
                plain.add(i, GridEvent.of(event.type(), PlainData.of(model), event.timestamp(), "core", Map.of()), 0);
            }

            byte[] bytes = captured.seal();

            String about = "seed=" + seed + " block=" + block;
            assertThat(bytes).as(about).isEqualTo(plain.seal());
            SealedBlock sealed = SealedBlock.open(bytes);
            for (int i = 0; i < events; i++) {
                assertThat(sealed.event(i).payload()).as(about + " event=" + i).isEqualTo(models.get(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 0})
    void shouldCallEachGetterOnceExceptThoseOfSensitiveProperties(long fixedSeed) {
        long seed = fixedSeed != 0 ? fixedSeed : System.nanoTime();
        Random random = new Random(seed);
        PayloadCapture capture = capture(SensitiveData.defaults());
        for (int i = 0; i < OBJECTS; i++) {
            Sample bean = SampleBeans.bean(random);
            Map<?, ?> captured = (Map<?, ?>) capture.capture(bean);
            int cut = 0;
            if (bean instanceof Secret secret) {
                cut = 2;
                assertThat(secret.secretsRead).as("seed=%d bean=%d", seed, i).hasValue(0);
            }

            assertThat(bean.reads).as("seed=%d bean=%d %s", seed, i, bean).hasValue(captured.size() - cut);
        }
        assertThat(capture.replaced(Reason.SENSITIVE)).isPositive();
    }

    @Test
    void shouldCountEachMarkerOnce() {
        PayloadCapture capture = capture(SensitiveData.defaults());
        Random random = new Random(7);
        int threw = 0;
        for (int i = 0; i < 200; i++) {
            Map<?, ?> captured = (Map<?, ?>) capture.capture(new Moody(random));
            threw += (int)
                    captured.values().stream().filter(Map.class::isInstance).count();
            capture.capture(new Secret(random));
        }

        assertThat(capture.replaced(Reason.THREW)).isEqualTo(threw).isPositive();
        assertThat(capture.replaced(Reason.SENSITIVE)).isEqualTo(400);
    }

    @Test
    void shouldMarkACycleThroughABean() {
        Nested nested = new Nested(new Random(8), 0);
        nested.getList().add(nested);

        Map<?, ?> captured = (Map<?, ?>) capture(SensitiveData.none()).capture(nested);

        assertThat(((List<?>) captured.get("list")).get(nested.getList().size() - 1))
                .isEqualTo(dev.playhead.event.Marker.of(Reason.CYCLE, Nested.class.getName()));
    }

    @Test
    void shouldCaptureTheFieldsOfMapsWithSimilarFields() {
        PayloadCapture capture = capture(SensitiveData.defaults());
        List<Map<String, Object>> maps = new ArrayList<>();
        Random random = new Random(9);
        for (int i = 0; i < 1_000; i++) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int field = random.nextInt(17); field >= 0; field--) {
                map.put("f" + (random.nextInt(4) == 0 ? random.nextInt(1_000) : field), field);
            }
            maps.add(map);
        }
        for (Map<String, Object> map : maps) {
            Object captured = capture.capture(map);

            assertThat(captured).isEqualTo(PlainData.of(map)).asString().isEqualTo(map.toString());
        }
    }
}
