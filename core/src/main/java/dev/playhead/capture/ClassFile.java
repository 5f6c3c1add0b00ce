package dev.playhead.capture;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A minimal class file parser that determines whether the compiler generated a record's accessors. A generated accessor
 * only returns its field: {@code aload_0; getfield; xreturn}. Such an accessor may be called at any later time, on any
 * thread, and returns the same value. This need not be true of a hand-written accessor.
 *
 * <p>Source: The Java Virtual Machine Specification, chapter 4.
 */
final class ClassFile {
    private static final int MAGIC = 0xCAFEBABE;
    private static final int ALOAD_0_GETFIELD = 0x2AB4;
    private static final Set<Integer> RETURNS = Set.of(0xAC, 0xAD, 0xAE, 0xAF, 0xB0);

    private final DataInputStream in;
    /**
     * The entries of the constant pool by index: the text of a Utf8 entry, the indices of a reference, or null for an
     * entry that is not needed.
     */
    private final @Nullable Object[] constants;

    private ClassFile(DataInputStream in) throws IOException {
        this.in = in;
        if (in.readInt() != MAGIC) {
            throw new IOException("not a class file");
        }
        in.readInt(); // version
        constants = new Object[in.readUnsignedShort()];
        for (int i = 1; i < constants.length; i++) {
            int tag = in.readUnsignedByte();
            constants[i] = constant(tag);
            if (tag == 5 || tag == 6) {
                i++; // a long or double takes two indices
            }
        }
    }

    /**
     * Returns whether every component of a record has the accessor that the compiler generates.
     *
     * @return whether all accessors are generated; false also if the class file cannot be found or parsed
     */
    static boolean hasGeneratedAccessors(Class<?> record) {
        String resource = record.getName().substring(record.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream bytes = record.getResourceAsStream(resource)) {
            if (bytes == null) {
                return false;
            }
            ClassFile file = new ClassFile(new DataInputStream(bytes));
            Map<String, Boolean> plain = file.plainGetters(record.getName().replace('.', '/'));
            for (var component : record.getRecordComponents()) {
                String accessor =
                        component.getName() + "()" + component.getType().descriptorString();
                if (!plain.getOrDefault(accessor, false)) {
                    return false;
                }
            }
            return true;
        } catch (IOException | RuntimeException e) {
            // The class file cannot be parsed, for example because the class loader alters it. Accessors that cannot be
            // checked must not be trusted.
            return false;
        }
    }

    private @Nullable Object constant(int tag) throws IOException {
        return switch (tag) {
            case 1 -> in.readUTF(); // Utf8
            case 7, 8, 16, 19, 20 -> // Class, String, MethodType, Module, Package
                new int[] {in.readUnsignedShort()};
            case 9, 10, 11, 12, 17, 18 -> // Fieldref, Methodref, InterfaceMethodref, NameAndType, (Invoke)Dynamic
                new int[] {in.readUnsignedShort(), in.readUnsignedShort()};
            case 3, 4 -> skip(4); // Integer, Float
            case 5, 6 -> skip(8); // Long, Double
            case 15 -> skip(3); // MethodHandle
            default -> throw new IOException("constant tag=" + tag + " is not known");
        };
    }

    private @Nullable Object skip(int bytes) throws IOException {
        in.skipNBytes(bytes);
        return null;
    }

    /**
     * Returns for each method, by name and descriptor, whether the method only returns the field with the same name and
     * type.
     */
    private Map<String, Boolean> plainGetters(String className) throws IOException {
        in.readUnsignedShort(); // access
        if (!className.equals(className(in.readUnsignedShort()))) {
            throw new IOException("the bytes are those of another class");
        }
        in.readUnsignedShort(); // superclass
        in.skipNBytes(2L * in.readUnsignedShort()); // interfaces
        for (int fields = in.readUnsignedShort(); fields > 0; fields--) {
            in.skipNBytes(6);
            skipAttributes();
        }
        Map<String, Boolean> getters = new HashMap<>();
        for (int methods = in.readUnsignedShort(); methods > 0; methods--) {
            in.readUnsignedShort(); // access
            String name = text(in.readUnsignedShort());
            String descriptor = text(in.readUnsignedShort());
            getters.put(name + descriptor, isPlainGetter(className, name, descriptor));
        }
        return getters;
    }

    private void skipAttributes() throws IOException {
        for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
            in.readUnsignedShort();
            in.skipNBytes(length());
        }
    }

    private boolean isPlainGetter(String className, String name, String descriptor) throws IOException {
        boolean plain = false;
        for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
            String attribute = text(in.readUnsignedShort());
            long length = length();
            // max_stack, max_locals, code_length and five bytes of code take 13 bytes.
            if (attribute.equals("Code") && length >= 13) {
                in.readInt();
                boolean five = in.readInt() == 5;
                boolean start = in.readUnsignedShort() == ALOAD_0_GETFIELD;
                int field = in.readUnsignedShort();
                boolean end = RETURNS.contains(in.readUnsignedByte());
                plain = five && start && end && isField(field, className, name, descriptor);
                in.skipNBytes(length - 13);
            } else {
                in.skipNBytes(length);
            }
        }
        return plain;
    }

    private boolean isField(int index, String className, String name, String descriptor) throws IOException {
        int[] field = indices(index);
        int[] nameAndType = indices(field[1]);
        return className(field[0]).equals(className)
                && text(nameAndType[0]).equals(name)
                && ("()" + text(nameAndType[1])).equals(descriptor);
    }

    private long length() throws IOException {
        return in.readInt() & 0xFFFF_FFFFL;
    }

    private String className(int index) throws IOException {
        return text(indices(index)[0]);
    }

    private String text(int index) throws IOException {
        if (constants[index] instanceof String text) {
            return text;
        }
        throw new IOException("constant index=" + index + " is not a text");
    }

    private int[] indices(int index) throws IOException {
        if (constants[index] instanceof int[] indices) {
            return indices;
        }
        throw new IOException("constant index=" + index + " is not a reference");
    }
}
