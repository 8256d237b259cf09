package io.zerostream.cli.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The list of rights that people read in docs/operations.md, and what a broker says became of them. */
final class Rights {
    private static final Pattern ROW = Pattern.compile("\\| (\\w+) \\| ([A-Z_]+) \\| ([a-z-]+) \\| (`.+`) \\|");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Pattern TOLD =
            Pattern.compile("Principal = User:(\\S+) is (Allowed|Denied) operation = (\\w+) "
                    + ".* on resource = (\\w+):LITERAL:(\\S+) for request");

    private Rights() {}

    /** What a broker decided once. */
    record Decision(String user, boolean allowed, AclOperation operation, ResourceType type, String name) {
        private boolean isBy(AclBinding right) {
            ResourcePattern pattern = right.pattern();
            return allowed
                    && right.entry().principal().equals("User:" + user)
                    && right.entry().operation() == operation
                    && pattern.resourceType() == type
                    && (pattern.patternType() == PatternType.PREFIXED
                            ? name.startsWith(pattern.name())
                            : name.equals(pattern.name()));
        }
    }

    /** The rows of the table as Kafka takes them; who is called so is Kafka's user. */
    static List<AclBinding> documented() throws Exception {
        String rights = Files.readString(Path.of("../docs/operations.md"));
        rights = rights.substring(rights.indexOf("### Rights\n"));
        rights = rights.substring(0, rights.indexOf("\n## "));
        List<AclBinding> all = new ArrayList<>();
        for (Matcher row = ROW.matcher(rights); row.find(); ) {
            for (Matcher name = NAME.matcher(row.group(4)); name.find(); ) {
                all.add(binding(row.group(1), row.group(2), row.group(3), name.group(1)));
            }
        }
        return all;
    }

    private static AclBinding binding(String user, String operation, String type, String name) {
        boolean prefix = name.endsWith("*");
        return new AclBinding(
                new ResourcePattern(
                        ResourceType.fromString(type.replace('-', '_').toUpperCase(Locale.ROOT)),
                        prefix ? name.substring(0, name.length() - 1) : name,
                        prefix ? PatternType.PREFIXED : PatternType.LITERAL),
                new AccessControlEntry(
                        "User:" + user, "*", AclOperation.fromString(operation), AclPermissionType.ALLOW));
    }

    /** What the standard authorizer says in a broker's log. */
    static List<Decision> decisions(Path log) throws Exception {
        List<Decision> all = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            Matcher told = TOLD.matcher(line);
            if (told.find()) {
                all.add(new Decision(
                        told.group(1),
                        told.group(2).equals("Allowed"),
                        AclOperation.fromString(words(told.group(3))),
                        ResourceType.fromString(words(told.group(4))),
                        told.group(5)));
            }
        }
        return all;
    }

    /** As constants are written, whether the log says {@code DescribeConfigs} or {@code DESCRIBE_CONFIGS}. */
    private static String words(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }

    /** Rights that nothing was allowed by. */
    static List<AclBinding> unused(List<AclBinding> rights, List<Decision> decisions) {
        return rights.stream()
                .filter(right -> decisions.stream().noneMatch(decision -> decision.isBy(right)))
                .toList();
    }
}
