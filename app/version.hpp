#pragma once

#include <string>
#include <string_view>

namespace coalesce {

/// Returns the program's version, such as 0.1.0.
std::string_view program_version();
/// Returns the commit that the program was built from, twelve digits, with "+changes" if files differed from it;
/// "unknown" if the sources were no git checkout.
std::string_view program_commit();
/// Returns "Coalesce 0.1.0 (commit 0123456789ab)", which output files name.
std::string program_name_and_version();

}  // namespace coalesce
