using Google.Protobuf;
using Modzy.Edge.Wire;
using Modzy.Edge.Wire.Common;

namespace Modzy.Edge.Core.Tests.Wire;

public sealed class ModelReferenceTests
{
    [Fact]
    public void A_model_is_the_message_that_the_generated_class_writes() => Assert.Equal(
        new ModelIdentifier { Identifier = "modèle", Version = "1.0.0" }.ToByteArray(), new ModelReference("modèle", "1.0.0").Message);

    [Fact]
    public void A_model_is_known_by_both_of_its_names()
    {
        var model = new ModelReference("modèle", "1.0.0");

        Assert.True(model.Is("modèle"u8, "1.0.0"u8));
        Assert.False(model.Is("modèle"u8, "1.0.1"u8));
        Assert.False(model.Is("modele"u8, "1.0.0"u8));
        Assert.False(model.Is("modèle1"u8, ".0.0"u8));
        Assert.False(model.Is(default, default));
    }

    [Fact]
    public void A_client_remembers_the_model_that_was_meant_last()
    {
        using var client = new EdgeClient("localhost");
        var first = client.Model("a", "1.0.0");

        Assert.Same(first, client.SameModel("a"u8, "1.0.0"u8));
        Assert.Null(client.SameModel("b"u8, "1.0.0"u8));

        client.Model("b", "1.0.0");

        Assert.Null(client.SameModel("a"u8, "1.0.0"u8));
    }
}
