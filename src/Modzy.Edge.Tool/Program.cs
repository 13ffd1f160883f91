using Modzy.Edge.Tool;
using Modzy.Edge.Tool.Commands;

// Not parsed here: whatever follows is the emulator's.
return args is [EmulatorCommand.Name, .. string[] rest]
    ? EmulatorCommand.Start(rest) : await CommandLine.RunAsync(args);
