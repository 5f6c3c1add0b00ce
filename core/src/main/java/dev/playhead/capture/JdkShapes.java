package dev.playhead.capture;

import dev.playhead.capture.MembersShape.Member;
import dev.playhead.event.PlainData;
import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Calendar;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of the JDK's classes. Instances may be kept by reference only if their class is matched exactly, or if
 * they are enums or plain data. A class that is matched by its supertype may be mutable, so its instances are copied
 * immediately.
 */
final class JdkShapes {
    /** The shape of the lists and maps of plain data. */
    private final ClassShape plain;

    private final ClassShape scalar = new ScalarShape(Verdict.ALWAYS, PlainData::scalar);
    private final Map<Class<?>, ClassShape> byClass = new HashMap<>();
    /** The shapes by supertype. The order matters, because a class may have several of these supertypes. */
    private final Map<Class<?>, ClassShape> bySupertype = new LinkedHashMap<>();

    JdkShapes(FieldRules sensitive) {
        plain = new PlainShape(sensitive);
        scalars();
        unchangingContainers(sensitive);
        texts();
        numbers();
        holders();
        bySupertype.put(ByteBuffer.class, new BytesShape());
        bySupertype.put(Throwable.class, throwable(sensitive));
        bySupertype.put(Map.class, new MapShape(Verdict.COPY, sensitive));
        bySupertype.put(Collection.class, new ListShape(Verdict.COPY));
        bySupertype.put(Map.Entry.class, new EntryShape(sensitive));
    }

    /** {@return the shape for exactly this class; null if there is none} */
    @Nullable
    ClassShape of(Class<?> type) {
        return PlainData.isContainer(type) ? plain : byClass.get(type);
    }

    /**
     * {@return the shape of a class, found by the types that the class extends or implements; null if there is none}
     */
    @Nullable
    ClassShape ofSupertype(Class<?> type) {
        for (Map.Entry<Class<?>, ClassShape> shape : bySupertype.entrySet()) {
            if (shape.getKey().isAssignableFrom(type)) {
                return shape.getValue();
            }
        }
        return null;
    }

    /** {@return the shape of all enums} */
    ClassShape ofEnums() {
        return scalar;
    }

    private void scalars() {
        List<Class<?>> simple = List.of(
                String.class, Boolean.class, Character.class, Byte.class, Short.class, Integer.class, Long.class);
        List<Class<?>> times = List.of(
                Instant.class,
                LocalDate.class,
                LocalTime.class,
                LocalDateTime.class,
                OffsetTime.class,
                OffsetDateTime.class,
                ZonedDateTime.class,
                ZoneOffset.class,
                Year.class,
                YearMonth.class,
                MonthDay.class,
                Duration.class,
                Period.class);
        simple.forEach(type -> byClass.put(type, scalar));
        times.forEach(type -> byClass.put(type, scalar));
        byClass.put(Float.class, scalar);
        byClass.put(Double.class, scalar);
        byClass.put(UUID.class, scalar);

        // These numbers may be too long, so each instance is checked.
        ClassShape bigNumber = new ScalarShape(Verdict.WALK, PlainData::scalar);
        byClass.put(BigInteger.class, bigNumber);
        byClass.put(BigDecimal.class, bigNumber);

        byClass.put(URI.class, new ScalarShape(Verdict.ALWAYS, Object::toString));
        byClass.put(Currency.class, new ScalarShape(Verdict.ALWAYS, Object::toString));
        byClass.put(Locale.class, new ScalarShape(Verdict.ALWAYS, locale -> ((Locale) locale).toLanguageTag()));
        ClassShape zone = new ScalarShape(Verdict.ALWAYS, id -> ((ZoneId) id).getId());
        byClass.put(ZoneId.of("Europe/Paris").getClass(), zone);
        byClass.put(
                OptionalInt.class,
                new ScalarShape(
                        Verdict.ALWAYS, o -> ((OptionalInt) o).isEmpty() ? null : (long) ((OptionalInt) o).getAsInt()));
        byClass.put(
                OptionalLong.class,
                new ScalarShape(
                        Verdict.ALWAYS, o -> ((OptionalLong) o).isEmpty() ? null : ((OptionalLong) o).getAsLong()));
        byClass.put(
                OptionalDouble.class,
                new ScalarShape(
                        Verdict.ALWAYS,
                        o -> ((OptionalDouble) o).isEmpty() ? null : ((OptionalDouble) o).getAsDouble()));

        byClass.put(byte[].class, new BytesShape());
    }

    /**
     * Adds the containers that never change, although their elements may change. {@code Collections.unmodifiableList}
     * and similar wrappers are not added, because they are views of lists that may change.
     */
    private void unchangingContainers(FieldRules sensitive) {
        ClassShape list = new ListShape(Verdict.WALK);
        byClass.put(List.of().getClass(), list);
        byClass.put(List.of(1).getClass(), list);
        byClass.put(List.of(1, 2, 3).subList(0, 2).getClass(), list);
        byClass.put(Collections.emptyList().getClass(), list);
        byClass.put(Collections.singletonList(1).getClass(), list);
        byClass.put(Set.of().getClass(), list);
        byClass.put(Set.of(1).getClass(), list);
        byClass.put(Collections.emptySet().getClass(), list);
        byClass.put(Collections.singleton(1).getClass(), list);

        ClassShape map = new MapShape(Verdict.WALK, sensitive);
        byClass.put(Map.of().getClass(), map);
        byClass.put(Map.of(1, 1).getClass(), map);
        byClass.put(Collections.emptyMap().getClass(), map);
        byClass.put(Collections.singletonMap(1, 1).getClass(), map);

        byClass.put(Optional.class, new UnwrapShape(Verdict.WALK, o -> ((Optional<?>) o).orElse(null)));
    }

    private void texts() {
        copied(CharSequence.class, PlainData::scalar);
        copied(TemporalAccessor.class, PlainData::scalar);
        copied(TemporalAmount.class, PlainData::scalar);
        copied(Date.class, date -> text((Date) date));
        copied(Calendar.class, calendar -> ((Calendar) calendar).toInstant().toString());
        copied(TimeZone.class, zone -> ((TimeZone) zone).getID());
        copied(ZoneId.class, zone -> ((ZoneId) zone).getId());
        copied(Charset.class, charset -> ((Charset) charset).name());
        copied(Path.class, Object::toString);
        copied(File.class, Object::toString);
        copied(Pattern.class, Object::toString);
        copied(Class.class, type -> ((Class<?>) type).getName());
    }

    /**
     * Returns the instant of a date as text. Unlike other dates, {@code java.sql.Timestamp} has nanoseconds. {@code
     * toInstant} of {@code java.sql.Date} and {@code Time} throws an exception, because they are not instants.
     */
    @SuppressWarnings("JavaUtilDate") // the application uses this class; this library does not
    private static String text(Date date) {
        try {
            return date.toInstant().toString();
        } catch (UnsupportedOperationException e) {
            return Instant.ofEpochMilli(date.getTime()).toString();
        }
    }

    private void numbers() {
        copied(BigInteger.class, PlainData::scalar);
        copied(BigDecimal.class, PlainData::scalar);
        for (Class<?> type : List.of(AtomicInteger.class, AtomicLong.class, LongAdder.class, LongAccumulator.class)) {
            copied(type, number -> ((Number) number).longValue());
        }
        for (Class<?> type : List.of(DoubleAdder.class, DoubleAccumulator.class)) {
            copied(type, number -> ((Number) number).doubleValue());
        }
        copied(AtomicBoolean.class, bool -> ((AtomicBoolean) bool).get());
    }

    private void holders() {
        held(AtomicReference.class, holder -> ((AtomicReference<?>) holder).get());
        held(AtomicIntegerArray.class, holder -> {
            AtomicIntegerArray array = (AtomicIntegerArray) holder;
            return IntStream.range(0, array.length()).map(array::get).toArray();
        });
        held(AtomicLongArray.class, holder -> {
            AtomicLongArray array = (AtomicLongArray) holder;
            return IntStream.range(0, array.length()).mapToLong(array::get).toArray();
        });
        held(AtomicReferenceArray.class, holder -> {
            AtomicReferenceArray<?> array = (AtomicReferenceArray<?>) holder;
            return IntStream.range(0, array.length())
                    .<Object>mapToObj(array::get)
                    .toArray();
        });
    }

    private void copied(Class<?> type, Function<Object, @Nullable Object> toData) {
        bySupertype.put(type, new ScalarShape(Verdict.COPY, toData));
    }

    private void held(Class<?> type, Function<Object, @Nullable Object> unwrap) {
        bySupertype.put(type, new UnwrapShape(Verdict.COPY, unwrap));
    }

    private static ClassShape throwable(FieldRules sensitive) {
        List<Member> members = List.of(
                new Member("class", thrown -> thrown.getClass().getName(), null, Verdict.COPY),
                new Member("message", thrown -> ((Throwable) thrown).getMessage(), null, Verdict.COPY),
                new Member("cause", thrown -> ((Throwable) thrown).getCause(), null, Verdict.COPY));
        return new MembersShape(Verdict.COPY, members, sensitive);
    }
}
