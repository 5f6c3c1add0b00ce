package dev.playhead.capture;

import dev.playhead.event.GridEvent;
import dev.playhead.event.Marker;
import dev.playhead.event.PlainData;
import dev.playhead.event.TypePattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rules for data that must never be recorded: fields by name, values by form, whole event types, or the decision of a
 * function. Such data is cut out once, before it reaches memory, disk, listeners or exports, and cannot be restored.
 *
 * <pre>{@code
 * SensitiveData.defaults().withFields("salary*", "diagnosis").withTypes("auth:*")
 * }</pre>
 *
 * <p><b>Fields.</b> The value of a sensitive field is replaced by a marker ({@link Marker.Reason#SENSITIVE}), in
 * payload and metadata, at any depth. Fields are components of records, properties of beans, and keys of maps.
 * Accessors and getters of sensitive fields are not called. A pattern is a field name of one or more words:
 *
 * <ul>
 *   <li>{@code iban} matches names that <em>end</em> with its words: {@code iban}, {@code userIban}, {@code user_iban},
 *       {@code USER-IBAN}. It matches neither {@code ibanCheck} nor {@code caribana}, which is another word.
 *   <li>{@code password*} matches names that contain its words <em>anywhere</em>, as whole words: {@code password},
 *       {@code userPassword}, {@code password_hash}, {@code passwordOld}, {@code password2}.
 *   <li>{@code !tokenCount} excludes names that an earlier pattern matches. If several patterns match a name, the last
 *       one decides. So {@code withFields("!signature")} lets signatures pass, and a later {@code "signature"} cuts
 *       them out again.
 * </ul>
 *
 * <p>A word begins at a capital letter, between a letter and a digit, and after a character that is neither a letter
 * nor a digit. A row of capital letters is one word, except that the last begins a word if a small letter follows.
 * Patterns ignore case, the separators between words ({@code apiKey} also matches {@code api_key}, {@code APIKey} and
 * {@code apikey}), and the
 * <i>s</i> of a plural.
 *
 * <p>In a {@code Map.Entry} the key is the name of the value. If there are rules for fields, the marker for an
 * exception thrown by an accessor, a getter or an iterator omits the message of the exception, because the message may
 * quote a sensitive value.
 *
 * <p><b>Values.</b> {@link #withValues} adds kinds of values that are recognized by their form, such as card numbers.
 * There are none by default.
 *
 * <p><b>Limits.</b> Rules about fields match names alone. In {@code {column: "password", value: "x"}} nothing
 * has a sensitive name; that case needs a type pattern or a function. The name {@code pin} is not in the default list,
 * because columns are pinned in grids. Add it if it is a secret number in your application.
 *
 * <p><b>Threading.</b> Immutable; the function must be safe for use by any thread.
 */
public final class SensitiveData {
    /** The patterns of {@link #defaults()}. */
    public static final List<String> DEFAULT_FIELDS = List.of(
            "token*",
            "!tokenCount",
            "!tokenLimit",
            "!tokenBudget",
            "!tokenUsage",
            "!tokensUsed",
            "!tokensRemaining",
            "!maxTokens",
            "!minTokens",
            "!numTokens",
            "!usedTokens",
            "!remainingTokens",
            "!totalTokens",
            "!inputTokens",
            "!outputTokens",
            "!promptTokens",
            "!completionTokens",
            "!cachedTokens",
            "!reasoningTokens",
            "password*",
            "passwd*",
            "pwd*",
            "passphrase*",
            "passcode*",
            "secret*",
            "credential",
            "auth",
            "authorization*",
            "bearer",
            "cookie*",
            "csrf*",
            "xsrf*",
            "sessionId",
            "JSESSIONID",
            "apiKey*",
            "accessKey*",
            "privateKey*",
            "encryptionKey",
            "signingKey",
            "signature",
            "pem",
            "jwt",
            "otp*",
            "connectionString",
            "cardNumber*",
            "cardNo",
            "ccNumber",
            "creditCard",
            "cvv*",
            "cvc*",
            "securityCode",
            "iban*",
            "ssn*",
            "socialSecurityNumber*",
            "taxId",
            "pinCode",
            "pinNumber");

    private static final SensitiveData NONE = new SensitiveData(List.of(), List.of(), ValueRules.NONE, null);
    private static final SensitiveData DEFAULTS = new SensitiveData(DEFAULT_FIELDS, List.of(), ValueRules.NONE, null);

    private final List<String> patterns;
    private final FieldRules fields;
    private final List<TypePattern> types;
    private final ValueRules values;
    private final @Nullable Function<? super GridEvent, ? extends @Nullable GridEvent> rule;

    private SensitiveData(
            List<String> patterns,
            List<TypePattern> types,
            ValueRules values,
            @Nullable Function<? super GridEvent, ? extends @Nullable GridEvent> rule) {
        this.patterns = patterns;
        this.fields = new FieldRules(patterns);
        this.types = types;
        this.values = values;
        this.rule = rule;
    }

    /**
     * Returns rules by which nothing is sensitive.
     *
     * @return the empty rules
     */
    public static SensitiveData none() {
        return NONE;
    }

    /**
     * Returns rules for the fields that are sensitive almost everywhere: {@link #DEFAULT_FIELDS}.
     *
     * @return the default rules
     */
    public static SensitiveData defaults() {
        return DEFAULTS;
    }

    /**
     * Returns these rules extended by field patterns.
     *
     * @param patterns field names: {@code iban} for names that end with it, {@code password*} for names that contain it
     *     anywhere, {@code !tokenCount} for names that pass although an earlier pattern matches them
     * @return the extended rules
     * @throws IllegalArgumentException if a pattern has no letter or digit, or has a {@code *} that is not at its end
     */
    public SensitiveData withFields(String... patterns) {
        return new SensitiveData(plus(this.patterns, List.of(patterns)), types, values, rule);
    }

    /**
     * Returns these rules extended by event types that are sensitive as a whole. A marker replaces the payload of such
     * an event. The event and its metadata remain.
     *
     * @param typePatterns patterns in the form of {@link TypePattern}
     * @return the extended rules
     */
    public SensitiveData withTypes(String... typePatterns) {
        List<TypePattern> more =
                Arrays.stream(typePatterns).map(TypePattern::of).toList();
        return new SensitiveData(patterns, plus(types, more), values, rule);
    }

    /**
     * Returns these rules extended by kinds of values that are sensitive wherever they are: in payload and metadata at
     * any depth, in keys of maps, in types and sources of events, and in notes about a session. A text that contains
     * such a value is cut out as a whole. A marker replaces it; in a key, a type or a source, {@code (sensitive)} does.
     *
     * <p><b>Cost.</b> Every payload is mapped to plain data when it is recorded rather than when it is read, and all
     * texts of 12 characters or more (6 with {@link SensitiveValue#EMAIL}) are scanned once. An event of six short
     * fields took 0.15 to 0.25 µs longer to record, and a text two nanoseconds a character.
     *
     * <p><b>Limits.</b> Bytes are not searched, nor texts that are encoded or compressed.
     *
     * @param kinds the kinds; if none are given, {@linkplain SensitiveValue#secrets() all but e-mail addresses}
     * @return the extended rules
     */
    public SensitiveData withValues(SensitiveValue... kinds) {
        Set<SensitiveValue> more = kinds.length == 0 ? SensitiveValue.secrets() : Set.of(kinds);
        return new SensitiveData(patterns, types, values.and(more), rule);
    }

    /**
     * Returns these rules followed by a function. The function receives each event with payload and metadata as plain
     * data, from which the sensitive fields are already cut out. It returns the event to record: the same event, an
     * event with less data, or null to leave the event out. If it throws, the event is recorded without its payload and
     * metadata.
     *
     * <p><b>Threading.</b> The function is called on the recording threads, under no lock.
     *
     * <p><b>Cost.</b> Every payload is mapped to plain data when it is recorded rather than when it is read.
     *
     * @param rule the function; runs after the function set earlier, if there is one
     * @return the extended rules
     */
    public SensitiveData withRule(Function<? super GridEvent, ? extends @Nullable GridEvent> rule) {
        Objects.requireNonNull(rule, "rule");
        Function<? super GridEvent, ? extends @Nullable GridEvent> first = this.rule;
        if (first == null) {
            return new SensitiveData(patterns, types, values, rule);
        }
        return new SensitiveData(patterns, types, values, event -> {
            GridEvent left = first.apply(event);
            return left == null ? null : rule.apply(left);
        });
    }

    /**
     * Returns whether a field is sensitive.
     *
     * @param fieldName the name of a component, a property or a key
     * @return whether its value is cut out
     */
    public boolean isSensitive(String fieldName) {
        return fields.isSensitive(fieldName);
    }

    /**
     * Returns whether an event type is sensitive as a whole.
     *
     * @param eventType the type of an event
     * @return whether payloads of that type are cut out
     */
    public boolean isSensitiveType(String eventType) {
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i).matches(eventType)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns which kinds of sensitive values a value is or contains.
     *
     * @param value a text or a number; other values have none
     * @return the kinds, among those that these rules name
     */
    public Set<SensitiveValue> valuesIn(@Nullable Object value) {
        return values.isSensitive(value) ? SensitiveValue.in(value, values.kinds()) : Set.of();
    }

    /**
     * Returns whether a value is cut out because of its form.
     *
     * @param value a text or a number; other values are not cut out
     * @return whether it is or contains a value of a kind that these rules name
     */
    public boolean isSensitiveValue(@Nullable Object value) {
        return values.isSensitive(value);
    }

    /**
     * Cuts the sensitive fields and values out of plain data.
     *
     * <p><b>Cost.</b> Every key and value is checked. The result is a copy only if something is sensitive.
     *
     * @param plain plain data
     * @return the same value if nothing in it is sensitive, else a copy with markers instead of the sensitive values
     */
    public @Nullable Object apply(@Nullable Object plain) {
        Object left = fields.isAny() ? cut(plain, 0) : plain;
        return values.isAny() ? values.cut(left, () -> {}) : left;
    }

    /**
     * Cuts the sensitive fields and values out of an event whose payload is plain data. If its type is sensitive as a
     * whole, the event loses its payload. The function is not called.
     *
     * @param event the event
     * @return the same event if nothing in it is sensitive, else a copy without the sensitive data
     */
    public GridEvent apply(GridEvent event) {
        Object payload = isSensitiveType(event.type()) && !FieldRules.isCutOut(event.payload())
                ? FieldRules.CUT_OUT
                : apply(event.payload());
        return withoutNames(with(event, payload, apply(event.metadata())), () -> {});
    }

    /**
     * Finds what {@link #apply(GridEvent)} would cut out of an event whose payload is plain data. What is already cut
     * out is not found. Nor is a field with a sensitive name found if its value is null or an empty text, list or map.
     * A sensitive list or map counts once.
     *
     * <p><b>Cost.</b> Every key and value is checked. Nothing is copied.
     *
     * @param event the event
     * @return where the values are, in the order of the event; often empty
     */
    public List<SensitiveFinding> findings(GridEvent event) {
        FindingWalk walk = new FindingWalk(this);
        walk.event(event);
        return walk.found();
    }

    /**
     * Finds what {@link #apply(Object)} would cut out of plain data, as in an event.
     *
     * @param name the name with which paths begin, such as {@code context}
     * @param plain the plain data
     * @return where the values are; often empty
     */
    public List<SensitiveFinding> findings(String name, @Nullable Object plain) {
        FindingWalk walk = new FindingWalk(this);
        walk.part(name, plain);
        return walk.found();
    }

    /** Cuts the sensitive values out of an event whose payload is plain data. */
    GridEvent applyValues(GridEvent event, Runnable onCut) {
        if (!values.isAny()) {
            return event;
        }
        GridEvent left = with(event, values.cut(event.payload(), onCut), values.cut(event.metadata(), onCut));
        return withoutNames(left, onCut);
    }

    @SuppressWarnings({"unchecked", "ReferenceEquality"}) // cutting data out of a map leaves a map
    private static GridEvent with(GridEvent event, @Nullable Object payload, @Nullable Object metadata) {
        return payload == event.payload() && metadata == event.metadata()
                ? event
                : GridEvent.of(
                        event.type(),
                        payload,
                        event.timestamp(),
                        event.source(),
                        metadata == null ? PlainData.emptyMap() : (Map<String, @Nullable Object>) metadata);
    }

    /** Replaces a type or a source that has a sensitive value. */
    private GridEvent withoutNames(GridEvent event, Runnable onCut) {
        boolean type = values.isSensitive(event.type());
        boolean source = values.isSensitive(event.source());
        if (!type && !source) {
            return event;
        }
        onCut.run();
        return GridEvent.of(
                type ? ValueRules.CUT_OUT_TEXT : event.type(),
                event.payload(),
                event.timestamp(),
                source ? ValueRules.CUT_OUT_TEXT : event.source(),
                event.metadata());
    }

    private @Nullable Object cut(@Nullable Object plain, int level) {
        if (!(plain instanceof Map<?, ?> || plain instanceof List<?>)) {
            return plain;
        }
        if (level >= PlainData.MAX_DEPTH) {
            return Marker.of(Marker.Reason.DEPTH, null);
        }
        boolean changed = false;
        if (plain instanceof List<?> list) {
            List<@Nullable Object> parts = new ArrayList<>(list.size());
            for (Object part : list) {
                Object left = cut(part, level + 1);
                changed |= left != part;
                parts.add(left);
            }
            return changed ? PlainData.ofPlain(parts) : plain;
        }
        Map<?, ?> map = (Map<?, ?>) plain;
        String[] keys = new String[map.size()];
        @Nullable Object[] values = new Object[map.size()];
        int i = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object value = entry.getValue();
            keys[i] = (String) entry.getKey();
            boolean sensitive = fields.isSensitive(keys[i]) && !FieldRules.isCutOut(value);
            values[i] = sensitive ? FieldRules.CUT_OUT : cut(value, level + 1);
            changed |= values[i++] != value;
        }
        return changed ? PlainData.ofPlain(keys, values) : plain;
    }

    FieldRules fields() {
        return fields;
    }

    /** {@return whether there are rules other than those about fields} */
    boolean hasEventRules() {
        return rule != null || !types.isEmpty() || values.isAny();
    }

    boolean hasValueRules() {
        return values.isAny();
    }

    boolean hasRule() {
        return rule != null;
    }

    @Nullable
    GridEvent applyRule(GridEvent event) {
        return rule == null ? event : rule.apply(event);
    }

    private static <T> List<T> plus(List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    @Override
    public String toString() {
        return "SensitiveData[fields=" + patterns + ", types=" + types
                + (values.isAny() ? ", values=" + values.kinds() : "") + (rule == null ? "" : ", rule") + "]";
    }
}
