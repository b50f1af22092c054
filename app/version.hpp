#pragma once

#include <string>
#include <string_view>

namespace coalesce {

/// The program's version, such as 0.1.0.
std::string_view program_version();
/// The commit that the program was built from, twelve digits, and "+changes" where files differed from it; "unknown"
/// where the sources were no git checkout.
std::string_view program_commit();
/// "Coalesce 0.1.0 (commit 0123456789ab)", for what the program writes.
std::string program_name_and_version();

}  // namespace coalesce
