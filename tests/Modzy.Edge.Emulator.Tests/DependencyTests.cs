using System.Reflection;
using System.Reflection.Emit;
using Modzy.Edge.Emulator.Hosting;

namespace Modzy.Edge.Emulator.Tests;

/// <summary>
/// The namespaces of the emulator depend only on those before them in the list, and the domain on neither gRPC nor
/// protobuf. Checks signatures and the IL of method bodies.
/// </summary>
public sealed class DependencyTests
{
    private const string Root = "Modzy.Edge.Emulator";

    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Each namespace may use those before it.</summary>
    private static readonly string[] _layers =
    [
        Root, $"{Root}.Errors", $"{Root}.Content", $"{Root}.S3", $"{Root}.Inputs", $"{Root}.Models", $"{Root}.Jobs",
        $"{Root}.Inferences", $"{Root}.Services", $"{Root}.Hosting",
    ];

    private static readonly string[] _protocol = ["Grpc", "Google.Protobuf", "Modzy.Edge.Wire"];

    private static readonly Dictionary<short, OpCode> _opCodes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    [Fact]
    public void The_list_contains_every_namespace() => Assert.Equal(
        _layers.Order(), TypesOfTheEmulator().Select(type => type.Namespace!).Distinct().Order());

    [Fact]
    public void A_namespace_depends_only_on_those_before_it() => Assert.Empty(
        from dependency in Dependencies()
        where Array.IndexOf(_layers, dependency.Used) > Array.IndexOf(_layers, dependency.User.Namespace)
        select $"{dependency.User} uses {dependency.Used}");

    [Fact]
    public void The_domain_depends_on_neither_gRPC_nor_protobuf()
    {
        var users = Dependencies().Where(dependency => IsProtocol(dependency.Used)).ToList();

        Assert.Contains(users, dependency => dependency.User.Namespace == $"{Root}.Services");
        Assert.Empty(
            from dependency in users
            where Array.IndexOf(_layers, dependency.User.Namespace) < Array.IndexOf(_layers, $"{Root}.Services")
            select $"{dependency.User} uses {dependency.Used}");
    }

    [Fact]
    public void A_type_that_only_a_method_body_uses_is_found()
    {
        var used = Uses(typeof(DependencyTests).GetNestedType(nameof(BodyOnly), BindingFlags.NonPublic)!).ToList();

        Assert.Contains(typeof(Errors.ErrorCode).Namespace, used.Select(type => type.Namespace));
        Assert.Contains(typeof(Grpc.Core.RpcException).Namespace, used.Select(type => type.Namespace));
    }

    private static bool IsProtocol(string name) =>
        Array.Exists(_protocol, each => name == each || name.StartsWith($"{each}.", StringComparison.Ordinal));

    /// <summary>The types of the emulator, without generated ones in other namespaces.</summary>
    private static IEnumerable<Type> TypesOfTheEmulator() =>
        from type in typeof(EmulatorServer).Assembly.GetTypes()
        where type.Namespace == Root || type.Namespace?.StartsWith($"{Root}.", StringComparison.Ordinal) == true
        select type;

    private static HashSet<(Type User, string Used)> Dependencies() =>
    [
        .. from type in TypesOfTheEmulator()
           from used in Uses(type)
           where used.Namespace is not null
           select (type.DeclaringType ?? type, used.Namespace),
    ];

    private static IEnumerable<Type> Uses(Type type)
    {
        var methods = type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)).ToList();
        return type.GetInterfaces()
            .Append(type.BaseType)
            .Concat(type.GetFields(Declared).Select(field => field.FieldType))
            .Concat(methods.SelectMany(Signature))
            .Concat(methods.SelectMany(Body))
            .OfType<Type>()
            .SelectMany(Parts);
    }

    private static IEnumerable<Type?> Signature(MethodBase method) =>
        method.GetParameters().Select(parameter => parameter.ParameterType).Append((method as MethodInfo)?.ReturnType);

    /// <summary>The types in the IL of a method, and the declaring types of the members in it.</summary>
    private static IEnumerable<Type?> Body(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body)
        {
            yield break;
        }

        foreach (var local in body.LocalVariables)
        {
            yield return local.LocalType;
        }

        foreach (var clause in body.ExceptionHandlingClauses)
        {
            yield return clause.Flags == ExceptionHandlingClauseOptions.Clause ? clause.CatchType : null;
        }

        var code = body.GetILAsByteArray()!;
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? (short)((code[at++] << 8) | code[at++]) : code[at++];
            var operand = _opCodes[value].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod
                or OperandType.InlineTok or OperandType.InlineType)
            {
                var member = method.Module.ResolveMember(
                    BitConverter.ToInt32(code, at),
                    method.DeclaringType!.GetGenericArguments(),
                    method.IsGenericMethod ? method.GetGenericArguments() : [])!;
                yield return member as Type ?? member.DeclaringType;
                if (member is MethodInfo called)
                {
                    foreach (var used in called.GetGenericArguments().Concat(Signature(called)))
                    {
                        yield return used;
                    }
                }
            }

            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    /// <summary>The type itself, its element type and its generic arguments.</summary>
    private static IEnumerable<Type> Parts(Type type) => type.GetGenericArguments()
        .Append(type.GetElementType())
        .OfType<Type>()
        .SelectMany(Parts)
        .Append(type);

    private static class BodyOnly
    {
        public static string Use()
        {
            try
            {
                return $"{Errors.ErrorCode.Unknown}";
            }
            catch (Grpc.Core.RpcException)
            {
                return "";
            }
        }
    }
}
