// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

namespace pumice {

// Replaces DynamoDB Local's flags (-inMemory, -port 8001, …; DynamoDB Developer Guide, "DynamoDB
// local usage notes") by pumice's own, and leaves every other argument as it is, so that a script
// starts pumice in the jar's place. With any of them, what the jar does unasked is added: data is
// kept in a folder of the working directory unless they say where, callers of different access keys
// or regions see different tables unless -sharedDb is there, and unused attribute definitions are
// taken. What starts the jar (-Djava.library.path=…, -jar FILE) goes away: only "java" is replaced
// in such a command. `arguments` come without the program's name.
//
// Throws std::invalid_argument, in one line, for what DynamoDB Local refuses too: -inMemory with
// -dbPath, -optimizeDbBeforeStartup without -dbPath, and a flag without its value.
std::vector<std::string> TranslateLocalFlags(const std::vector<std::string>& arguments);

}  // namespace pumice
