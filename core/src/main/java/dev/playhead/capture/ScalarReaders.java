package dev.playhead.capture;

import dev.playhead.capture.DataReader.Mismatch;
import java.io.File;
import java.net.URI;
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
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The readers of types without parts, and of optionals. Types such as {@code Class}, {@code URL} and {@code Charset}
 * are deliberately left out, because creating their instances from text looks up code by name.
 */
final class ScalarReaders {
    private static final Map<Class<?>, DataReader> READERS = new HashMap<>();

    static {
        NumberReaders.addTo(READERS);
        READERS.put(boolean.class, ScalarReaders::primitiveBoolean);
        READERS.put(Boolean.class, data -> data == null ? null : primitiveBoolean(data));
        READERS.put(char.class, ScalarReaders::primitiveChar);
        READERS.put(Character.class, data -> data == null ? null : primitiveChar(data));
        READERS.put(String.class, data -> data == null ? null : text(data, "text"));
        READERS.put(Void.class, ScalarReaders::nothing);

        parsed(Instant.class, "an instant in ISO-8601", Instant::parse);
        parsed(LocalDate.class, "a date in ISO-8601", LocalDate::parse);
        parsed(LocalTime.class, "a time in ISO-8601", LocalTime::parse);
        parsed(LocalDateTime.class, "a date and time in ISO-8601", LocalDateTime::parse);
        parsed(OffsetTime.class, "a time with offset in ISO-8601", OffsetTime::parse);
        parsed(OffsetDateTime.class, "a date and time with offset in ISO-8601", OffsetDateTime::parse);
        parsed(ZonedDateTime.class, "a date and time with zone in ISO-8601", ZonedDateTime::parse);
        // Not Year.parse, which requires at least four digits, and a plus sign if there are more. Year.toString does
        // not write these.
        parsed(Year.class, "a year", text -> Year.of(Integer.parseInt(text)));
        parsed(YearMonth.class, "a year and month in ISO-8601", YearMonth::parse);
        parsed(MonthDay.class, "a month and day in ISO-8601", MonthDay::parse);
        parsed(Duration.class, "a duration in ISO-8601", Duration::parse);
        parsed(Period.class, "a period in ISO-8601", Period::parse);
        parsed(ZoneId.class, "a time zone", ZoneId::of);
        parsed(ZoneOffset.class, "an offset from UTC", ZoneOffset::of);
        parsed(Date.class, "an instant in ISO-8601", text -> Date.from(Instant.parse(text)));
        parsed(UUID.class, "a UUID", UUID::fromString);
        parsed(URI.class, "a URI", URI::create);
        parsed(Path.class, "a path", Path::of);
        parsed(File.class, "a path", File::new);
        parsed(Locale.class, "a language tag", Locale::forLanguageTag);
        parsed(Currency.class, "a currency code", Currency::getInstance);
        parsed(Pattern.class, "a regular expression", Pattern::compile);

        READERS.put(
                OptionalInt.class,
                data -> data == null
                        ? OptionalInt.empty()
                        : OptionalInt.of(
                                (int) NumberReaders.integer(data, Integer.MIN_VALUE, Integer.MAX_VALUE, "an int")));
        READERS.put(
                OptionalLong.class,
                data -> data == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(NumberReaders.integer(data, Long.MIN_VALUE, Long.MAX_VALUE, "a long")));
        READERS.put(
                OptionalDouble.class,
                data -> data == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(NumberReaders.real(data, "a double")));
    }

    private ScalarReaders() {}

    static @Nullable DataReader of(Class<?> type) {
        return READERS.get(type);
    }

    /** {@return the reader of an enum, which reads the names of its constants} */
    static DataReader ofEnum(Class<?> type) {
        Object[] constants = type.getEnumConstants();
        Map<String, Object> byName = new HashMap<>();
        for (Object constant : constants) {
            byName.put(((Enum<?>) constant).name(), constant);
        }
        return data -> {
            Object constant = data == null ? null : byName.get(text(data, "a constant of " + type.getName()));
            if (constant == null && data != null) {
                throw new Mismatch(data, "a constant of " + type.getName());
            }
            return constant;
        };
    }

    /** {@return the reader of an optional whose value is read by another reader} */
    static DataReader optional(DataReader value) {
        return data -> Optional.ofNullable(data == null ? null : value.read(data));
    }

    /**
     * Returns a reader that returns instances of a type unchanged, and refuses other data. The type may have instances
     * that are plain data, such as {@code Object} or {@code Comparable}, or it may be a type that cannot be read.
     */
    static DataReader asIs(Class<?> type) {
        return new DataReader() {
            @Override
            public @Nullable Object read(@Nullable Object data) {
                if (data == null || type.isInstance(data)) {
                    return data;
                }
                throw new Mismatch(data, "a " + type.getName() + ", which cannot be read from data");
            }

            @Override
            public @Nullable Object readPart(@Nullable Object data) {
                return type == Object.class ? data : DataReader.super.readPart(data);
            }
        };
    }

    static String text(Object data, String expected) {
        if (data instanceof String text) {
            return text;
        }
        throw new Mismatch(data, expected);
    }

    private static void parsed(Class<?> type, String expected, Function<String, Object> parse) {
        READERS.put(type, data -> {
            if (data == null) {
                return null;
            }
            String text = text(data, expected);
            try {
                return parse.apply(text);
            } catch (RuntimeException e) {
                throw new Mismatch(data, expected, e);
            }
        });
    }

    private static Object primitiveBoolean(@Nullable Object data) {
        if (data instanceof Boolean) {
            return data;
        }
        throw new Mismatch(data, "a boolean");
    }

    private static Object primitiveChar(@Nullable Object data) {
        if (data instanceof String text && text.length() == 1) {
            return text.charAt(0);
        }
        throw new Mismatch(data, "a character");
    }

    private static @Nullable Object nothing(@Nullable Object data) {
        if (data != null) {
            throw new Mismatch(data, "nothing");
        }
        return null;
    }
}
