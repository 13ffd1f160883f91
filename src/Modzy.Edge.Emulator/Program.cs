using Modzy.Edge.Emulator.Hosting;

return await CommandLine.RunAsync(args);
