package dev.playhead.capture;

import dev.playhead.capture.MembersShape.Member;
import dev.playhead.internal.reflection.Access;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The shapes of classes under one set of rules. A shape is computed when its class is first seen. The shape of an
 * unreadable class is computed again once a lookup for its module was granted.
 *
 * <p><b>Threading.</b> Safe for use by any thread. Two threads may compute the same shape; one of the results is kept.
 */
final class ClassShapes {
    private final FieldRules sensitive;
    private final Set<Class<?>> beans;
    private final List<Predicate<? super Class<?>>> beanRules;
    private final BiConsumer<? super Class<?>, ? super String> onUnknownClass;
    private final JdkShapes jdk;

    private final ClassValue<ClassShape> cache = new ClassValue<>() {
        @Override
        protected ClassShape computeValue(Class<?> type) {
            return shapeOf(type);
        }
    };

    ClassShapes(
            FieldRules sensitive,
            Set<Class<?>> beans,
            List<Predicate<? super Class<?>>> beanRules,
            BiConsumer<? super Class<?>, ? super String> onUnknownClass) {
        this.sensitive = sensitive;
        this.beans = beans;
        this.beanRules = beanRules;
        this.onUnknownClass = onUnknownClass;
        this.jdk = new JdkShapes(sensitive);
    }

    ClassShape of(Class<?> type) {
        ClassShape shape = cache.get(type);
        if (shape instanceof UnknownShape unknown && unknown.isStale()) {
            cache.remove(type);
            shape = cache.get(type);
        }
        return shape;
    }

    boolean hasSensitive() {
        return sensitive.isAny();
    }

    /** Reports an unknown class to the listener when the first instance of the class is captured. */
    void report(UnknownShape shape) {
        if (shape.isFirst()) {
            try {
                onUnknownClass.accept(shape.type(), shape.advice());
            } catch (RuntimeException | Error e) {
                PayloadCapture.uncaught(e);
            }
        }
    }

    private ClassShape shapeOf(Class<?> type) {
        ClassShape shape = jdk.of(type);
        if (shape != null) {
            return shape;
        }
        if (Enum.class.isAssignableFrom(type)) {
            return jdk.ofEnums();
        }
        if (type.isArray()) {
            return new ListShape(Verdict.COPY);
        }
        if (type.isRecord() && !isEntry(type)) {
            return new RecordAnalysis().shapeOf(type);
        }
        if (isBean(type)) {
            return beanShape(type);
        }
        // Compared by name, because the packages of this library may not refer to this JDK class.
        if (type.getName().equals("java.net.URL")) {
            return new ScalarShape(Verdict.COPY, Object::toString);
        }
        shape = jdk.ofSupertype(type);
        if (shape != null) {
            return shape;
        }
        return isBeanByRule(type) ? beanShape(type) : UnknownShape.unknown(type);
    }

    /** {@return whether a record is a map entry whose only components are its key and its value} */
    private static boolean isEntry(Class<?> record) {
        return Map.Entry.class.isAssignableFrom(record)
                && Stream.of(record.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList()
                        .equals(List.of("key", "value"));
    }

    /**
     * Returns whether a rule accepts a class as a bean. Called only for classes whose instances would otherwise be
     * recorded as markers. The rules are never called for classes of the platform.
     */
    private boolean isBeanByRule(Class<?> type) {
        if (UnknownShape.isOfPlatform(type)) {
            return false;
        }
        for (Predicate<? super Class<?>> rule : beanRules) {
            if (rule.test(type)) {
                return true;
            }
        }
        return false;
    }

    private boolean isBean(Class<?> type) {
        for (Class<?> bean : beans) {
            if (bean.isAssignableFrom(type)) {
                return true;
            }
        }
        return false;
    }

    private ClassShape beanShape(Class<?> type) {
        List<Member> members = new ArrayList<>();
        try {
            for (Map.Entry<String, Method> getter : BeanProperties.getters(type).entrySet()) {
                members.add(Member.of(getter.getKey(), Access.typedGetter(getter.getValue()), Verdict.COPY));
            }
        } catch (IllegalAccessException e) {
            return UnknownShape.unreadable(type);
        }
        return new MembersShape(Verdict.COPY, members, sensitive);
    }

    /** An analysis of one record class and of the record classes that are the types of its components. */
    private final class RecordAnalysis {
        /**
         * The maximum number of values in a record that is kept by reference. A larger record is not kept by reference:
         * at most a few of its values would be checked, and an excessive size would not be detected.
         */
        private static final int MAX_WEIGHT = 4_096;

        /**
         * The properties of a declared type: how its instances are captured, and the minimum number of values in an
         * instance.
         */
        private record Known(Verdict verdict, int weight) {}

        private static final Known UNCHANGING = new Known(Verdict.ALWAYS, 1);
        private static final Known TO_BE_CHECKED = new Known(Verdict.WALK, 1);

        private final Map<Class<?>, Known> records = new HashMap<>();

        ClassShape shapeOf(Class<?> record) {
            // A record that holds its own type must be walked, because it may be a chain of any length.
            records.put(record, TO_BE_CHECKED);
            ClassShape shape;
            int weight = 1;
            try {
                Verdict verdict = ClassFile.hasGeneratedAccessors(record) ? Verdict.ALWAYS : Verdict.COPY;
                List<Member> members = new ArrayList<>();
                for (RecordComponent component : record.getRecordComponents()) {
                    Known part = declared(component.getType());
                    members.add(Member.of(
                            component.getName(), Access.typedGetter(component.getAccessor()), part.verdict()));
                    verdict = verdict.and(sensitive.isSensitive(component.getName()) ? Verdict.COPY : part.verdict());
                    weight = Math.min(weight + part.weight(), MAX_WEIGHT + 1);
                }
                shape = new MembersShape(weight > MAX_WEIGHT ? Verdict.COPY : verdict, members, sensitive);
            } catch (IllegalAccessException e) {
                shape = UnknownShape.unreadable(record);
            }
            records.put(record, new Known(shape.verdict(), weight));
            return shape;
        }

        private Known declared(Class<?> type) {
            if (type.isRecord()) {
                if (!records.containsKey(type)) {
                    shapeOf(type);
                }
                return records.getOrDefault(type, TO_BE_CHECKED);
            }
            if (type.isPrimitive() || type.isEnum()) {
                return UNCHANGING;
            }
            // If a class is not final, an instance may be of any subclass.
            boolean exact = Modifier.isFinal(type.getModifiers());
            return exact ? new Known(of(type).verdict(), 1) : TO_BE_CHECKED;
        }
    }
}
