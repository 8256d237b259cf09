package io.zerostream.model.checkpoint.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PickleInput;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PickleReader;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyDict;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyList;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyTuple;
import io.zerostream.model.tensors.Tensor.DataType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles as Python writes them, and as nobody should. */
class PickleReaderTest {
    /** What Python's own {@code pickle.dumps(value, protocol)} gives for protocols 0 to 5. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "286470300a566e6f6e650a70310a4e7356740a70320a4930310a7356660a70330a4930300a7356736d616c6c0a70340a4937"
                        + "0a7356627974650a70350a493230300a735673686f72740a70360a4936303030300a7356696e740a70370a492d350a73566c"
                        + "6f6e670a70380a4c313039393531313632373737364c0a73566269670a70390a4c3131383035393136323037313734313133"
                        + "30333432344c0a73566e65670a7031300a4c2d313138303539313632303731373431313330333432344c0a735670690a7031"
                        + "310a46332e32350a7356746578740a7031320a566772fc6e5c75303030615c75303035630a7031330a73566c6973740a7031"
                        + "340a286c7031350a49310a61286c7031360a49320a6156780a7031370a616173567475706c650a7031380a2849310a747031"
                        + "390a735674687265650a7032300a2849310a49320a49330a747032310a7356666f75720a7032320a2849310a49320a49330a"
                        + "49340a747032330a735662797465730a7032340a635f636f646563730a656e636f64650a7032350a28565c7530303030ff0a"
                        + "7032360a566c6174696e310a7032370a747032380a527032390a7356656d7074790a7033300a28747356640a7033310a6363"
                        + "6f6c6c656374696f6e730a4f726465726564446963740a7033320a2874527033330a56610a7033340a49310a73732e",
                "7d71002858040000006e6f6e6571014e58010000007471024930310a58010000006671034930300a5805000000736d616c6c"
                        + "71044b0758040000006279746571054bc8580500000073686f727471064d60ea5803000000696e7471074afbffffff580400"
                        + "00006c6f6e6771084c313039393531313632373737364c0a580300000062696771094c313138303539313632303731373431"
                        + "313330333432344c0a58030000006e6567710a4c2d313138303539313632303731373431313330333432344c0a5802000000"
                        + "7069710b47400a000000000000580400000074657874710c58070000006772c3bc6e0a5c710d58040000006c697374710e5d"
                        + "710f284b015d7110284b025801000000787111656558050000007475706c657112284b017471135805000000746872656571"
                        + "14284b014b024b037471155804000000666f75727116284b014b024b034b04747117580500000062797465737118635f636f"
                        + "646563730a656e636f64650a711928580300000000c3bf711a58060000006c6174696e31711b74711c52711d580500000065"
                        + "6d707479711e29580100000064711f63636f6c6c656374696f6e730a4f726465726564446963740a71202952712158010000"
                        + "006171224b0173752e",
                "80027d71002858040000006e6f6e6571014e5801000000747102885801000000667103895805000000736d616c6c71044b07"
                        + "58040000006279746571054bc8580500000073686f727471064d60ea5803000000696e7471074afbffffff58040000006c6f"
                        + "6e6771088a06000000000001580300000062696771098a0900000000000000004058030000006e6567710a8a090000000000"
                        + "000000c058020000007069710b47400a000000000000580400000074657874710c58070000006772c3bc6e0a5c710d580400"
                        + "00006c697374710e5d710f284b015d7110284b025801000000787111656558050000007475706c6571124b01857113580500"
                        + "0000746872656571144b014b024b038771155804000000666f75727116284b014b024b034b04747117580500000062797465"
                        + "737118635f636f646563730a656e636f64650a7119580300000000c3bf711a58060000006c6174696e31711b86711c52711d"
                        + "5805000000656d707479711e29580100000064711f63636f6c6c656374696f6e730a4f726465726564446963740a71202952"
                        + "712158010000006171224b0173752e",
                "80037d71002858040000006e6f6e6571014e5801000000747102885801000000667103895805000000736d616c6c71044b07"
                        + "58040000006279746571054bc8580500000073686f727471064d60ea5803000000696e7471074afbffffff58040000006c6f"
                        + "6e6771088a06000000000001580300000062696771098a0900000000000000004058030000006e6567710a8a090000000000"
                        + "000000c058020000007069710b47400a000000000000580400000074657874710c58070000006772c3bc6e0a5c710d580400"
                        + "00006c697374710e5d710f284b015d7110284b025801000000787111656558050000007475706c6571124b01857113580500"
                        + "0000746872656571144b014b024b038771155804000000666f75727116284b014b024b034b04747117580500000062797465"
                        + "737118430200ff71195805000000656d707479711a29580100000064711b63636f6c6c656374696f6e730a4f726465726564"
                        + "446963740a711c2952711d580100000061711e4b0173752e",
                "80049517010000000000007d94288c046e6f6e65944e8c017494888c016694898c05736d616c6c944b078c0462797465944b"
                        + "c88c0573686f7274944d60ea8c03696e74944afbffffff8c046c6f6e67948a060000000000018c03626967948a0900000000"
                        + "00000000408c036e6567948a090000000000000000c08c0270699447400a0000000000008c0474657874948c076772c3bc6e"
                        + "0a5c948c046c697374945d94284b015d94284b028c01789465658c057475706c65944b0185948c057468726565944b014b02"
                        + "4b0387948c04666f757294284b014b024b034b0474948c05627974657394430200ff948c05656d70747994298c0164948c0b"
                        + "636f6c6c656374696f6e73948c0b4f726465726564446963749493942952948c0161944b0173752e",
                "80059517010000000000007d94288c046e6f6e65944e8c017494888c016694898c05736d616c6c944b078c0462797465944b"
                        + "c88c0573686f7274944d60ea8c03696e74944afbffffff8c046c6f6e67948a060000000000018c03626967948a0900000000"
                        + "00000000408c036e6567948a090000000000000000c08c0270699447400a0000000000008c0474657874948c076772c3bc6e"
                        + "0a5c948c046c697374945d94284b015d94284b028c01789465658c057475706c65944b0185948c057468726565944b014b02"
                        + "4b0387948c04666f757294284b014b024b034b0474948c05627974657394430200ff948c05656d70747994298c0164948c0b"
                        + "636f6c6c656374696f6e73948c0b4f726465726564446963749493942952948c0161944b0173752e"
            })
    void readsEveryProtocolAlike(String hex) {
        assertThat(shown(read(HexFormat.of().parseHex(hex))))
                .isEqualTo("{none=NONE, t=true, f=false, small=7, byte=200, short=60000, int=-5, long=1099511627776,"
                        + " big=1180591620717411303424, neg=-1180591620717411303424, pi=3.25, text=grün\n\\,"
                        + " list=[1, [2, x]], tuple=(1), three=(1, 2, 3), four=(1, 2, 3, 4), bytes=00ff, empty=(),"
                        + " d={a=1}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "(S'it\\'s'~l.             | [it's]",
                "(T\\x02\\x00\\x00\\x00abU\\x01cl. | [ab, c]",
                "(I01~I00~L12L~F1e3~l. | [true, false, 12, 1000.0]",
                "(V\\u0041\\n~l.          | [A\\n]",
                "(dS'k'~I7~s.            | {k=7}",
                "]p5~0g5~.               | []",
                "((I1~1N.                 | NONE",
                "((I1~000N.               | NONE",
                "I1~2\\x86.              | (1, 1)",
                "\\x8f(K\\x01\\x90.         | [1]",
                "(K\\x01\\x91.             | (1)",
                "\\x8b\\x01\\x00\\x00\\x00\\xff.   | -1",
                "\\x8d\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00a. | a",
                "\\x96\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00a. | 61",
                "(iargparse~Namespace~.   | <argparse.Namespace>{}",
                "(cargparse~Namespace~o.  | <argparse.Namespace>{}",
                "cyacs.config~CfgNode~)\\x81}S'a'~I1~sb. | <yacs.config.CfgNode>{}",
                "cyacs.config~CfgNode~)\\x81S'a'~I1~s. | <yacs.config.CfgNode>{a=1}",
                "cmy.own~Thing~)}\\x92(I1~e.   | <my.own.Thing>{}",
                "ccopy_reg~_reconstructor~(cmy.own~Thing~c__builtin__~object~NtR. | <my.own.Thing>{}",
                "ccollections~OrderedDict~(((S'a'~I1~t(S'b'~I2~lltR. | {a=1, b=2}",
                "cnumpy.core.multiarray~scalar~(cnumpy~dtype~(S'f8'~tRS'12345678'~tR. | <numpy.core.multiarray.scalar>{}",
                "ctorch~Size~((I2~I3~ttR. | (2, 3)",
                "ccollections~defaultdict~(c__builtin__~dict~tRS'a'~I1~s. | {a=1}"
            })
    void readsRareOpcodes(String pickle, String expected) {
        assertThat(shown(read(raw(pickle)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cos~system~(S'true'~tR.            | 'os.system'",
                "(S'true'~ios~system~.             | 'os.system'",
                "(cos~system~S'true'~o.            | 'os.system'",
                "\\x8c\\x02os\\x8c\\x06system\\x93.        | 'os.system'",
                "cposix~system~.                     | 'posix.system'",
                "csubprocess~Popen~)\\x81.            | 'subprocess.Popen'",
                "c__builtin__~eval~(S'1'~tR.        | 'builtins.eval'",
                "cbuiltins~getattr~.                 | 'builtins.getattr'",
                "ctorch~load~(S'x'~tR.              | 'torch.load'",
                "ctorch.storage~_load_from_bytes~.    | _load_from_bytes",
                "ctorch.hub~load~.                   | 'torch.hub.load'",
                "cmy.own~run~(S'x'~tR.              | 'my.own.run'",
                "cfunctools~reduce~.                 | 'functools.reduce'",
                "ccopyreg~_reconstructor~(cos~system~NNtR. | 'os.system'",
                "N)R.                                | no class or function",
                "cargparse~Namespace~NR.              | no tuple",
                "0.                                  | empty stack",
                ")I1~a.                              | no list",
                "]I1~(a.                             | empty stack",
                "]I1~I2~s.                              | no dict",
                "}(I1~u.                             | without a value",
                "}]I1~s.                             | dict or a list for a key",
                "1.                                  | mark that it did not set",
                "h\\x07.                              | memo entry 7",
                "\\x80\\x06.                           | protocol 6",
                "\\x95\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x7f. | frame",
                "X\\xff\\xff\\xff\\x7fabc.            | bytes follow",
                "\\x8d\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xffabc. | bytes follow",
                "B\\xff\\xff\\xff\\xffabc.            | bytes follow",
                "T\\xff\\xff\\xff\\xffabc.            | bytes follow",
                "\\x8b\\xff\\xff\\xff\\x7f.             | whole number of",
                "X\\x01\\x00\\x00\\x00\\xff.             | not UTF-8",
                "I1                                  | ends inside a line",
                "Inine~.                            | whole number belongs",
                "Fnine~.                            | number belongs",
                "S'open~.                           | quotes",
                "S'\\q'~.                           | unknown escape",
                "V\\ud.~.                          | broken escape",
                "\\x82\\x01.                           | extension registry",
                "\\x97.                              | outside of it",
                "Qx.                                 | empty stack",
                "Pmodule~.                          | no storage",
                "N}b.                                | has none",
                "I1~                                | ends in the middle",
                "\\xff.                              | no opcode",
                "N(.                                 | empty stack"
            })
    void refusesWithTheReason(String pickle, String reason) {
        assertThatThrownBy(() -> read(raw(pickle)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aNumberOfAMillionDigitsIsNotWorkedOut() {
        String pickle = "L" + "9".repeat(1_000_000) + "\n.";

        assertThatThrownBy(() -> read(pickle.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("digits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"]", "(", "}", "N", "]q\0"})
    void depthIsBounded(String opcodes) {
        byte[] pickle = opcodes.repeat(2_000_000).getBytes(StandardCharsets.ISO_8859_1);

        org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(5), () -> assertThatThrownBy(() -> read(pickle))
                        .isInstanceOf(ModelException.class)
                        .hasMessageContaining("more than"));
    }

    /** \\x and two digits stand for a byte, ~ for a line end. */
    private static byte[] raw(String text) {
        String escaped = text.replace('~', '\n');
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.startsWith("\\x", i)) {
                out.append((char) Integer.parseInt(escaped, i + 2, i + 4, 16));
                i += 3;
            } else {
                out.append(escaped.charAt(i));
            }
        }
        return out.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Object read(byte[] pickle) {
        Storages none = (DataType type, String key, long elements) -> {
            throw new ModelException("no storages here");
        };
        return PickleReader.read(new PickleInput(ByteBuffer.wrap(pickle)), new Calls(none));
    }

    private static String shown(Object value) {
        if (value instanceof PyDict dict) {
            String entries = dict.entries().entrySet().stream()
                    .map(e -> shown(e.getKey()) + "=" + shown(e.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
            return dict.type() == null ? entries : "<" + dict.type() + ">" + entries;
        } else if (value instanceof PyList list) {
            return list.items().stream().map(PickleReaderTest::shown).collect(Collectors.joining(", ", "[", "]"));
        } else if (value instanceof PyTuple tuple) {
            return tuple.items().stream().map(PickleReaderTest::shown).collect(Collectors.joining(", ", "(", ")"));
        }
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString();
    }
}
