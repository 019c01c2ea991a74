package dev.caravan.runtime.api;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.api.Answer;
import dev.caravan.api.Operation;
import dev.caravan.api.ProblemAnswer;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every operation of REST as an operation of one MBean, of texts: the console reads and acts by it. It holds nothing; each call
 * brings along who calls and which runtime is meant, as a {@link Visit}. Calls without one are refused: an open JMX port would
 * otherwise go past the doors. Thread-safe.
 */
public final class OperationsBean implements DynamicMBean {
  static final String NAME = "dev.caravan:type=Operations";
  private static final Logger LOG = LoggerFactory.getLogger(OperationsBean.class);
  private static final String TEXT = String.class.getName();

  private final Map<String, Signature> signatures;
  private final MBeanInfo info;

  private OperationsBean(Map<Operation, Signature> signatures) {
    this.signatures = signatures.values().stream().collect(Collectors.toUnmodifiableMap(signature -> signature.operation().id(), signature -> signature));
    MBeanOperationInfo[] operations = signatures.values().stream().map(OperationsBean::info).toArray(MBeanOperationInfo[]::new);
    this.info = new MBeanInfo(OperationsBean.class.getName(), "The operations of Caravan's REST interface", null, null, operations, null);
  }

  /** Shows it from now on, as long as the process lives. */
  public static void show() {
    try {
      ManagementFactory.getPlatformMBeanServer().registerMBean(new OperationsBean(Signature.all()), new ObjectName(NAME));
    } catch (InstanceAlreadyExistsException e) {
      LOG.debug("Another runtime of this process has shown {}", NAME);
    } catch (JMException e) {
      LOG.warn("The operations cannot be shown over JMX: {}", e.toString());
    }
  }

  private static MBeanOperationInfo info(Signature signature) {
    MBeanParameterInfo[] parameters =
        signature.parameters().stream().map(parameter -> new MBeanParameterInfo(parameter.name(), TEXT, parameter.description())).toArray(MBeanParameterInfo[]::new);
    int impact = signature.operation().method().equals("GET") ? MBeanOperationInfo.INFO : MBeanOperationInfo.ACTION;
    return new MBeanOperationInfo(signature.operation().id(), signature.summary(), parameters, TEXT, impact);
  }

  /** @return JSON: {@code status} as REST answers, and {@code body}, the document that it answers */
  @Override
  public Object invoke(String name, Object[] arguments, String[] types) throws ReflectionException {
    Signature signature = signatures.get(name);
    int given = arguments == null ? 0 : arguments.length;
    if (signature == null || given != signature.parameters().size()) {
      throw new ReflectionException(new NoSuchMethodException(name + " with " + given + " parameters"));
    }
    Answer answer =
        Visit.here()
            .map(visit -> visit.calls().answer(signature, Arrays.stream(arguments == null ? new Object[0] : arguments).map(OperationsBean::text).toList(), visit.caller(), visit.address()))
            .orElseGet(OperationsBean::stranger);
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("status", answer.status());
    told.put("body", answer.body());
    return Replies.text(told);
  }

  // No null: lists of calls do not hold any.
  private static String text(Object argument) {
    return argument == null ? "" : argument.toString();
  }

  private static Answer stranger() {
    return ProblemAnswer.of(
        new CaravanException(
            Problem.of(ErrorCode.ACCESS_UNKNOWN, null, "Nobody is known to call")
                .next("Call by POST through Jolokia at the HTTP port, where it is asked who somebody is.")));
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    return info;
  }

  @Override
  public Object getAttribute(String name) throws AttributeNotFoundException {
    throw new AttributeNotFoundException(name);
  }

  @Override
  public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
    throw new AttributeNotFoundException(attribute.getName());
  }

  @Override
  public AttributeList getAttributes(String[] names) {
    return new AttributeList();
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    return new AttributeList();
  }
}
