using Modzy.Edge.Emulator.Hosting;

StandardStreams.Reserve();
return await CommandLine.RunAsync(args);
