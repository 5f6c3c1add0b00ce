package dev.playhead.capture;

import dev.playhead.event.PlainData;
import dev.playhead.internal.data.PackedLayout;
import dev.playhead.internal.data.PackedMap;
import dev.playhead.internal.reflection.MemberReader;
import dev.playhead.internal.reflection.MemberReader.Interruption;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shape of a class whose instances become maps with fixed keys, such as records, beans and exceptions. */
final class MembersShape extends ClassShape {
    /** An accessor of one value of an object. */
    interface Getter {
        @Nullable
        Object get(Object owner) throws Throwable;
    }

    /**
     * One entry of the map that an instance becomes.
     *
     * @param name the key
     * @param getter returns the value
     * @param handle the getter as a handle with the declared return type, or null
     * @param verdict for a record, the verdict that follows from the declared type of the values; otherwise COPY
     */
    record Member(String name, Getter getter, @Nullable MethodHandle handle, Verdict verdict) {
        private static final MethodType GETTER = MethodType.methodType(Object.class, Object.class);

        static Member of(String name, MethodHandle handle, Verdict verdict) {
            MethodHandle boxing = handle.asType(GETTER);
            return new Member(name, owner -> (Object) boxing.invokeExact(owner), handle, verdict);
        }

        byte kind() {
            Class<?> type = handle == null ? Object.class : handle.type().returnType();
            if (type == double.class) {
                return PackedLayout.DOUBLE;
            }
            boolean isWhole = type == long.class || type == int.class || type == short.class || type == byte.class;
            return isWhole ? PackedLayout.LONG : PackedLayout.REFERENCE;
        }
    }

    private final List<Member> members;
    private final String[] names;
    private final boolean[] cut;
    private final int cuts;
    /**
     * The members that a walk checks. Instances are walked only if no member has the verdict COPY. So all other members
     * have the verdict ALWAYS and need no check.
     */
    private final Getter[] walked;

    /**
     * The layout of packed instances; null if their members cannot be read by handles, or if there are no members or
     * too many.
     */
    private final @Nullable PackedLayout layout;
    /**
     * The reader of the members, created on first use. The race is benign: several threads may create equivalent
     * readers.
     */
    private @Nullable MemberReader reader;

    MembersShape(Verdict verdict, List<Member> members, FieldRules sensitive) {
        super(verdict);
        this.members = List.copyOf(members);
        names = members.stream().map(Member::name).toArray(String[]::new);
        walked = members.stream()
                .filter(member -> member.verdict() == Verdict.WALK)
                .map(Member::getter)
                .toArray(Getter[]::new);
        cut = new boolean[names.length];
        int sum = 0;
        for (int i = 0; i < cut.length; i++) {
            cut[i] = sensitive.isSensitive(names[i]);
            sum += cut[i] ? 1 : 0;
        }
        cuts = sum;
        layout = layout();
    }

    private @Nullable PackedLayout layout() {
        if (names.length == 0
                || names.length > MAX_FLAT_PARTS
                || members.stream().anyMatch(member -> member.handle() == null)) {
            return null;
        }
        byte[] kinds = new byte[names.length];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = cut[i] ? PackedLayout.CONSTANT : members.get(i).kind();
        }
        return new PackedLayout(names, kinds, FieldRules.CUT_OUT);
    }

    private MemberReader reader(PackedLayout packed) {
        MemberReader made = reader;
        if (made == null) {
            List<MemberReader.Member> read = new ArrayList<>();
            for (int i = 0; i < names.length; i++) {
                MethodHandle handle = members.get(i).handle();
                if (!cut[i] && handle != null) {
                    read.add(new MemberReader.Member(i, handle, packed.isNumber(i), packed.slot(i)));
                }
            }
            made = MemberReader.of(read);
            reader = made;
        }
        return made;
    }

    @Override
    void map(Object value, DataMapper mapper) {
        mapper.open(new MembersFrame(value, null));
    }

    @Override
    @Nullable
    Object flat(Object value, ClassShapes shapes, Runnable onCut) {
        PackedLayout packed = layout;
        if (packed == null) {
            return NOT_FLAT;
        }
        @Nullable Object[] references = packed.newReferences();
        long[] numbers = packed.newNumbers();
        Interruption interruption = reader(packed).read(value, references, numbers);
        if (interruption != null || !areFlat(references, shapes)) {
            // Getters may have side effects, so the frame calls no getter again.
            return new MembersFrame(value, new Taken(packed, references, numbers, interruption));
        }
        for (int i = 0; i < cuts; i++) {
            onCut.run();
        }
        return new PackedMap(packed, references, numbers);
    }

    private static boolean areFlat(@Nullable Object[] parts, ClassShapes shapes) {
        try {
            return flatten(parts, shapes);
        } catch (RuntimeException e) {
            return false; // the mapper encounters the same exception, and marks the affected part
        }
    }

    /**
     * Replaces parts with their plain data, up to the first part that is not allowed in a flat object. Returns whether
     * there is no such part.
     */
    private static boolean flatten(@Nullable Object[] parts, ClassShapes shapes) {
        for (int i = 0; i < parts.length; i++) {
            Object part = parts[i];
            Object data = flatPart(part, shapes);
            if (data == NOT_FLAT) {
                return false;
            }
            if (data != part) {
                parts[i] = data;
            }
        }
        return true;
    }

    @Override
    int walk(Object value, ClassShapes shapes, int budget) throws Throwable {
        int left = budget;
        for (int i = 0; i < walked.length && left != MAY_CHANGE; i++) {
            left = walkPart(walked[i].get(value), shapes, left);
        }
        return left;
    }

    /** The results of the getters that were called before the object proved not to be flat. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Taken(
            PackedLayout layout,
            @Nullable Object[] references,
            long[] numbers,
            @Nullable Interruption interruption) {
        boolean has(int member) {
            return interruption == null || member < interruption.member();
        }

        @Nullable
        Object value(int member) {
            return layout.value(member, references, numbers);
        }

        @Nullable
        Throwable thrown(int member) {
            return interruption != null && member == interruption.member() ? interruption.thrown() : null;
        }
    }

    private final class MembersFrame extends Frame {
        private final @Nullable Taken taken;
        private final @Nullable Object[] values = new Object[names.length];
        private int next;

        MembersFrame(Object source, @Nullable Taken taken) {
            super(source);
            this.taken = taken;
        }

        @Override
        void step(DataMapper mapper) {
            while (next < names.length) {
                visitNext(mapper);
                if (!mapper.isTop(this)) {
                    return;
                }
            }
            mapper.finish(this, PlainData.ofPlain(names, values));
        }

        private void visitNext(DataMapper mapper) {
            if (cut[next]) {
                mapper.cutOut();
                return;
            }
            Throwable before = taken == null ? null : taken.thrown(next);
            if (before != null) {
                mapper.threw(before);
                return;
            }
            Object value;
            try {
                value = taken != null && taken.has(next)
                        ? taken.value(next)
                        : members.get(next).getter().get(source);
            } catch (Throwable thrown) {
                mapper.threw(thrown);
                return;
            }
            mapper.visit(value);
        }

        @Override
        void accept(@Nullable Object data) {
            values[next++] = data;
        }
    }
}
