package dev.playhead.capture;

import dev.playhead.event.Marker;
import dev.playhead.event.Marker.Reason;
import dev.playhead.event.PlainData;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Objects that resemble those of applications, and a naive mapper that converts them to plain data. */
@SuppressWarnings({"ArrayRecordComponent", "UnusedMethod"}) // as in classes of applications
public final class SampleBeans {
    private SampleBeans() {}

    /** A mutable object that counts the reads of its properties. */
    public abstract static class Sample {
        final AtomicInteger reads = new AtomicInteger();

        <T> T read(T value) {
            reads.incrementAndGet();
            return value;
        }

        /** Changes every mutable part of this object. */
        abstract void change(Random random);
    }

    /** A bean with properties of many scalar types. */
    public static final class Flat extends Sample {
        private int whole;
        private double real;
        private String text;
        private Object any;

        Flat(Random random) {
            change(random);
        }

        @Override
        void change(Random random) {
            whole = random.nextInt();
            real = random.nextInt(4) == 0 ? special(random) : random.nextInt(100_000) / 100.0;
            text = random.nextInt(5) == 0 ? null : "t" + random.nextInt(50);
            any = scalar(random);
        }

        public byte getByte() {
            return read((byte) whole);
        }

        public short getShort() {
            return read((short) whole);
        }

        public int getInt() {
            return read(whole);
        }

        public long getLong() {
            return read(whole * 0x9E3779B97F4A7C15L);
        }

        public float getFloat() {
            return read((float) real);
        }

        public double getDouble() {
            return read(real);
        }

        public boolean isFlag() {
            return read(whole > 0);
        }

        public char getLetter() {
            return read((char) ('a' + (whole & 15)));
        }

        public Integer getBoxed() {
            return read(text == null ? null : whole);
        }

        public String getText() {
            return read(text);
        }

        public DayOfWeek getDay() {
            return read(DayOfWeek.of(1 + (whole & 3)));
        }

        public Instant getTime() {
            return read(Instant.ofEpochSecond(whole));
        }

        public Object getAny() {
            return read(any);
        }
    }

    /** A bean with ordinary and sensitive properties. The getters of sensitive properties must not be called. */
    public static final class Secret extends Sample {
        final AtomicInteger secretsRead = new AtomicInteger();
        private double amount;
        private String user;

        Secret(Random random) {
            change(random);
        }

        @Override
        void change(Random random) {
            amount = random.nextInt(1_000) / 4.0;
            user = "u" + random.nextInt(10);
        }

        public double getAmount() {
            return read(amount);
        }

        public String getPassword() {
            secretsRead.incrementAndGet();
            return user;
        }

        public long getToken() {
            secretsRead.incrementAndGet();
            return 7;
        }

        public String getUser() {
            return read(user);
        }
    }

    /** A bean whose getters sometimes throw. */
    public static final class Moody extends Sample {
        private int mood;

        Moody(Random random) {
            change(random);
        }

        @Override
        void change(Random random) {
            mood = random.nextInt(16);
        }

        private <T> T orThrow(int bit, T value) {
            reads.incrementAndGet();
            if ((mood & bit) != 0) {
                throw new IllegalStateException("mood " + bit);
            }
            return value;
        }

        public String getFirst() {
            return orThrow(1, "first");
        }

        public long getNumber() {
            return orThrow(2, (long) mood);
        }

        public double getReal() {
            return orThrow(4, mood / 2.0);
        }

        public String getZero() {
            return orThrow(8, null);
        }
    }

    /** A bean with nested objects. */
    public static final class Nested extends Sample {
        private Object part;
        private List<Object> list = new ArrayList<>();
        private final int[] ints = new int[3];

        Nested(Random random, int depth) {
            fill(random, depth);
        }

        private void fill(Random random, int depth) {
            part = object(random, depth);
            list = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                list.add(object(random, depth));
            }
            Arrays.setAll(ints, i -> random.nextInt());
        }

        @Override
        void change(Random random) {
            list.clear();
            fill(random, 0);
        }

        public int getId() {
            return read(ints[0]);
        }

        public int[] getInts() {
            return read(ints);
        }

        public List<Object> getList() {
            return read(list);
        }

        public Object getPart() {
            return read(part);
        }
    }

    /** A bean with more properties than a single hidden class can read. */
    public static final class Wide extends Sample {
        private long base;

        Wide(Random random) {
            change(random);
        }

        @Override
        void change(Random random) {
            base = random.nextLong();
        }

        public long getA() {
            return read(base);
        }

        public String getB() {
            return read("b" + (base & 3));
        }

        public long getC() {
            return read(base + 1);
        }

        public double getD() {
            return read((double) (base & 1023));
        }

        public String getE() {
            return read("e");
        }

        public Object getF() {
            return read(null);
        }

        public int getG() {
            return read((int) base);
        }

        public int getH() {
            return read((int) base >> 1);
        }

        public int getI() {
            return read((int) base >> 2);
        }

        public boolean isJ() {
            return read(base > 0);
        }

        public long getK() {
            return read(base >>> 8);
        }

        public String getL() {
            reads.incrementAndGet();
            if ((base & 7) == 0) {
                throw new IllegalStateException("not now");
            }
            return "l";
        }

        public double getM() {
            return read(base / 2.0);
        }

        public int getN() {
            return read(7);
        }

        public int getO() {
            return read(8);
        }

        public int getP() {
            return read(9);
        }

        public String getQ() {
            return read("q" + (base & 1));
        }

        public long getR() {
            return read(base ^ 5);
        }
    }

    /** A record with a sensitive component. The capture replaces the value of this component by a marker. */
    public record Login(String user, Object password, int attempt) {}

    /** A record that holds any value. */
    public record Holder(Object value, long number, double real) {}

    public static List<Class<?>> beans() {
        return List.of(Flat.class, Secret.class, Moody.class, Nested.class, Wide.class);
    }

    static Sample bean(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> new Flat(random);
            case 1 -> new Secret(random);
            case 2 -> new Moody(random);
            case 3 -> new Wide(random);
            default -> new Nested(random, 3);
        };
    }

    /** Returns a random scalar, bean, map or record, and always a scalar if {@code depth} is not positive. */
    public static Object object(Random random, int depth) {
        if (depth <= 0) {
            return scalar(random);
        }
        return switch (random.nextInt(6)) {
            case 0 -> scalar(random);
            case 1 -> map(random, depth - 1);
            case 2 -> new Holder(object(random, depth - 1), random.nextInt(), random.nextInt() / 4.0);
            case 3 -> new Login("u" + random.nextInt(3), object(random, depth - 1), random.nextInt(5));
            case 4 -> new Nested(random, depth - 1);
            default -> bean(random);
        };
    }

    static Map<Object, Object> map(Random random, int depth) {
        Map<Object, Object> map = new LinkedHashMap<>();
        List<String> keys = random.nextBoolean()
                ? List.of("row", "column", "value", "apiKey")
                : List.of("row", "k" + random.nextInt(5), "token", "last");
        for (String key : keys.subList(0, 1 + random.nextInt(4))) {
            map.put(key, object(random, random.nextInt(3) == 0 ? depth : 0));
        }
        return map;
    }

    static Object scalar(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> random.nextInt();
            case 2 -> random.nextLong();
            case 3 -> special(random);
            case 4 -> random.nextBoolean();
            case 5 -> DayOfWeek.MONDAY;
            case 6 -> random.nextInt(1_000) / 8.0;
            default -> "s" + random.nextInt(20);
        };
    }

    static double special(Random random) {
        double[] values = {0.0, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, 1e300, 0.1};
        return values[random.nextInt(values.length)];
    }

    /** Changes an object and the mutable objects in it, except those in a {@link Login}. */
    public static void change(Object object, Random random) {
        if (object instanceof Nested nested) {
            change(nested.part, random);
            nested.list.forEach(part -> change(part, random));
        }
        if (object instanceof Sample sample) {
            sample.change(random);
        } else if (object instanceof Holder holder) {
            change(holder.value(), random);
        } else if (object instanceof Map<?, ?> map) {
            map.values().forEach(part -> change(part, random));
            map.clear();
        }
    }

    /** Maps an object to plain data naively, by reflection. Applies the rules for sensitive data. */
    public static Object naive(Object object, SensitiveData rules) {
        Object scalar = PlainData.scalar(object);
        if (object == null || scalar != null) {
            return scalar;
        }
        if (object instanceof int[] ints) {
            return Arrays.stream(ints).asLongStream().boxed().toList();
        }
        if (object instanceof List<?> list) {
            return list.stream().map(part -> naive(part, rules)).collect(ArrayList::new, List::add, List::addAll);
        }
        Map<String, Object> data = new LinkedHashMap<>();
        if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) ->
                    data.put((String) key, rules.isSensitive((String) key) ? cutOut() : naive(value, rules)));
            return data;
        }
        for (Method accessor : accessors(object.getClass())) {
            String name = name(accessor);
            data.put(name, rules.isSensitive(name) ? cutOut() : result(object, accessor, rules));
        }
        return data;
    }

    private static Object cutOut() {
        return Marker.of(Reason.SENSITIVE, null);
    }

    private static Object result(Object object, Method accessor, SensitiveData rules) {
        try {
            return naive(accessor.invoke(object), rules);
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause();
            String message = thrown.getClass().getName() + ": " + thrown.getMessage();
            return Marker.of(
                    Reason.THREW,
                    rules.isSensitive("password") ? thrown.getClass().getName() : message);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Method> accessors(Class<?> type) {
        if (type.isRecord()) {
            return Stream.of(type.getRecordComponents())
                    .map(RecordComponent::getAccessor)
                    .toList();
        }
        return Stream.of(type.getDeclaredMethods())
                .filter(method -> method.getParameterCount() == 0
                        && (method.getName().startsWith("get")
                                || method.getName().startsWith("is")))
                .sorted(Comparator.comparing(SampleBeans::name))
                .toList();
    }

    private static String name(Method accessor) {
        String name = accessor.getName();
        if (accessor.getDeclaringClass().isRecord()) {
            return name;
        }
        String property = name.substring(name.startsWith("is") ? 2 : 3);
        return Character.toLowerCase(property.charAt(0)) + property.substring(1);
    }
}
