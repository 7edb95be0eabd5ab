"""Mappings as administrators have them for Workday, SuccessFactors and API-driven provisioning, pasted as they are.

Source: Microsoft, expression mapping guides for Workday and for SuccessFactors, and the Workday tutorial. Where the
guides show results in lower case or without hyphens, which their expressions do not ask for, these are not expected;
neither are their numbers for accountExpires, which are of other days.
"""

import pytest
from pydantic import JsonValue

from provisioning.rules.expressions import IGNORE_FLOW, ExpressionError, Ignored, parse
from tests.rules.expressions.trying import value_of

type Employee = dict[str, JsonValue]

SAM = (
    r'Replace(Mid(Replace(NormalizeDiacritics(StripSpaces(Join("", Mid([FirstName],1,1), [LastName]))), , '
    r'"([\\/\\\\\\[\\]\\:\\;\\|\\=\\,\\+\\*\\?\\<\\>])", , "", , ), 1, 20), , "(\\.)*$", , "", , )'
)
PROXIES = """Split(
    Join(",",
        Append("smtp:", Join("@", NormalizeDiacritics(StripSpaces(Join("", "A", [personIdExternal]))), "contoso.com")),
        Append("SMTP:", Join("@", Join(".", StripSpaces([firstName]), StripSpaces([lastName])), "contoso.com"))
    ),
    ","
)"""
LEAVERS = """IIF(DateDiff("d", Now(),CDate(Switch([StatusTerminationLastDayOfWork],[StatusTerminationLastDayOfWork],
        "","9999-12-31"
        ))
    ) <= 0,
    "OU=Leavers,DC=contoso,DC=com",
    Switch([City], "OU=Default,DC=contoso,DC=com",
        "Dallas", "OU=Dallas,DC=contoso,DC=com"
    )
)"""
PRIMARY_PHONE = """Switch(Join("+",Switch([businessPhoneIsPrimary],[businessPhoneIsPrimary],"","other"),
Switch([cellPhoneIsPrimary],[cellPhoneIsPrimary],"","other")), "no primary phone",
"true+false", "business phone is primary",
"other+true", "cell phone is primary")"""
HIDDEN = (
    'IIF(DateDiff("d", CDate(IIF(IsPresent([startDate]), [startDate], DateAdd("d", "10", Now()))), Now()) >= -1, '
    'IIF(DateDiff("d", Now(), CDate(IIF(IsPresent([endDate]), [endDate], DateAdd("d", "1", Now())))) >= 0, '
    '"FALSE", "TRUE"), "TRUE")'
)
DISPLAY_NAME = (
    'Join(", ", Join("", Mid([lastName], 1, 1), ToLower(Mid([lastName], 2, 64), )), '
    'Join("", Mid(Coalesce([preferredName], [firstName]), 1, 1), '
    "ToLower(Mid(Coalesce([preferredName], [firstName]), 2, 64), )))"
)
EXPIRES = (
    'Switch([endDate], NumFromDate(Join("", FormatDateTime([endDate], "M/d/yyyy hh:mm:ss tt", "yyyy-MM-dd"), '
    '"T23:59:59-04:00")), "12/31/9999 12:00:00 AM", NumFromDate("2099-12-31T23:59:59-04:00"), '
    '"", "9223372036854775807")'
)
COUNTRY_CODE = (
    r'Switch(Replace([telephoneNumber], , "\+(?<isdCode>49|44|43|1|352|91|31)(?<phoneNumber>.*)", , "${isdCode}", , ), '
    r', "43", "AUT", "1", "USA", "49", "GER", "91", "IND")'
)
IN_FIVE_YEARS = (
    'NumFromDate(Join("",FormatDateTime(DateAdd("yyyy", 5, CDate([StatusHireDate])), , "yyyy-MM-dd", "yyyy-MM-dd"),'
    '" 23:59:59-05:00"))'
)
SUFFIX = (
    'Join(" ",Replace([HereditarySuffix], ,"(?<CountryISOCode>.*)_(?<suffix1>.*)_(?<suffix2>.*)[0-9]", ,'
    '"${suffix1} ${suffix2}", , ),[PreferredLastName])'
)
EXTENSION = (
    r'Replace([telephoneNumber], , "\\+(?<isdCode>\\d* )(?<phoneNumber>.* )[x](?<extension>.*)", , "${extension}", , )'
)


@pytest.mark.parametrize(
    ("text", "employee", "value"),
    [
        pytest.param(
            'Replace(Join("","00000000",[personIdExternal]), ,"(.*?)(?<id>.{0,8})$", ,"${id}", ,)',
            {"personIdExternal": "12345"},
            "00012345",
            id="an id with zeros before it",
        ),
        pytest.param(
            'Append("05",Replace(Join("","000000",[employeeId]), ,"(.*?)(?<id>.{0,6})$", ,"${id}", ,))',
            {"employeeId": 789},
            "05000789",
            id="a number with a prefix and zeros",
        ),
        pytest.param(
            'Replace([WorkerID], , "(?<leadingZeros>^0+)(?<actualValue>[a-zA-Z0-9]+)", , "${actualValue}", ,)',
            {"WorkerID": "00012345"},
            "12345",
            id="an id without zeros before it",
        ),
        pytest.param(
            'Join("",Mid([lastName],1,1),ToLower(Mid([lastName],2,64)))',
            {"lastName": "JOHNSON"},
            "Johnson",
            id="one capital",
        ),
        pytest.param(
            'Replace([firstName]," ", , ,".", , )', {"firstName": "Mary Ann"}, "Mary.Ann", id="dots for spaces"
        ),
        pytest.param(
            'Replace([PreferredNameData], , "(?<firstName>[a-zA-Z]+ )(?<lastName>[a-zA-Z]+)", ,"${lastName}", ,)',
            {"PreferredNameData": "John Smith"},
            "Smith",
            id="the last name of two",
        ),
        pytest.param(
            SUFFIX,
            {"HereditarySuffix": "NLD_Van_der3", "PreferredLastName": "Hof"},
            "Van der Hof",
            id="a suffix with its country",
        ),
        pytest.param(
            """Replace(PCase("st john's hospital"),"'S", , ,"'s", , )""", {}, "St John's Hospital", id="an apostrophe"
        ),
        pytest.param(
            'ToLower(NormalizeDiacritics(StripSpaces(Join(".", [PreferredFirstName], [PreferredLastName]))))',
            {"PreferredFirstName": "José", "PreferredLastName": "García-López"},
            "jose.garcia-lopez",
            id="a nickname",
        ),
        pytest.param(
            r"""Replace("O'Con\"nor", , "[\"',]+", , "", , )""", {}, "OConnor", id="quotation marks in a class"
        ),
        pytest.param(
            r'Replace(Replace([t], , "\\+(?<isdCode>\\d* )(?<phoneNumber>.*)", , "${phoneNumber}", , ), '
            r',"[()\\s-]+", ,"", , )',
            {"t": "+1 737-626-8331"},
            "7376268331",
            id="a phone number without its country",
        ),
        pytest.param(EXTENSION, {"telephoneNumber": "+1 (206) 291-8163 x8125"}, "8125", id="an extension"),
        pytest.param(COUNTRY_CODE, {"telephoneNumber": "+493012345678"}, "GER", id="a country by a backslash of one"),
        pytest.param(COUNTRY_CODE, {"telephoneNumber": "+15551234567"}, "USA", id="another country"),
        pytest.param(COUNTRY_CODE, {"telephoneNumber": "110"}, None, id="no country: no default, so null"),
        pytest.param('Switch([Active], , "1", "False", "0", "True")', {"Active": 1}, "False", id="an active worker"),
        pytest.param(
            'Switch([Active], , \n"1", IIF([StatusRehire]=1, IIF(DateDiff("d", Now(), CDate([StatusHireDate])) >= 0, '
            '"False", "True"), "False"), \n"0", "True")',
            {"Active": "1", "StatusRehire": "1", "StatusHireDate": "2025-08-15"},
            "False",
            id="a rehire: the text 1 is the number 1",
        ),
        pytest.param(
            'IgnoreFlowIfNullOrEmpty(IIF(InStr([emailAddress],"@contoso.com")=0,"",[emailAddress]))',
            {"emailAddress": "john.doe@external.com"},
            IGNORE_FLOW,
            id="an address elsewhere is not passed on",
        ),
        pytest.param(
            'IIF(DateDiff("d", Now(), CDate([StatusHireDate])) >= 0, [Department], IgnoreAttributeFlow)',
            {"StatusHireDate": "2025-07-15", "Department": "IT"},
            IGNORE_FLOW,
            id="IgnoreAttributeFlow",
        ),
        pytest.param(
            'IIF([IsSoftDeleted]="True", Join("_",FormatDateTime(Now(), , "M/d/yyyy h:mm:ss tt", "yyyy-MM-dd"),'
            "[mail]), [mail])",
            {"IsSoftDeleted": True, "mail": "a@contoso.com"},
            "2025-07-30_a@contoso.com",
            id="a date before the address of who left",
        ),
        pytest.param(
            'Switch([isContingentWorker], "N/A", "True", "Contractor", "False", "Employee")',
            {"isContingentWorker": False},
            "Employee",
            id="true and false as JSON has them",
        ),
        pytest.param(
            PROXIES,
            {"personIdExternal": "12345", "firstName": "John", "lastName": "Smith"},
            ["smtp:A12345@contoso.com", "SMTP:John.Smith@contoso.com"],
            id="proxy addresses",
        ),
        pytest.param(
            LEAVERS,
            {"StatusTerminationLastDayOfWork": "2025-07-25", "City": "Dallas"},
            "OU=Leavers,DC=contoso,DC=com",
            id="who has left",
        ),
        pytest.param(
            LEAVERS,
            {"StatusTerminationLastDayOfWork": None, "City": "Dallas"},
            "OU=Dallas,DC=contoso,DC=com",
            id="who has not",
        ),
        pytest.param(
            LEAVERS,
            {"StatusTerminationLastDayOfWork": "", "City": "Ulm"},
            "OU=Default,DC=contoso,DC=com",
            id="who works elsewhere",
        ),
        pytest.param(
            PRIMARY_PHONE,
            {"businessPhoneIsPrimary": "", "cellPhoneIsPrimary": "true"},
            "cell phone is primary",
            id="a key of two",
        ),
        pytest.param(HIDDEN, {"startDate": "2025-01-15", "endDate": "2025-12-31"}, "FALSE", id="hidden: employed"),
        pytest.param(HIDDEN, {"startDate": "2025-01-15", "endDate": "2025-06-30"}, "TRUE", id="hidden: has left"),
        pytest.param(HIDDEN, {}, "TRUE", id="hidden: no dates"),
        pytest.param(
            DISPLAY_NAME,
            {"lastName": "JOHNSON", "preferredName": "Mike", "firstName": "Michael"},
            "Johnson, Mike",
            id="a preferred name",
        ),
        pytest.param(
            DISPLAY_NAME,
            {"lastName": "SMITH", "preferredName": None, "firstName": "Robert"},
            "Smith, Robert",
            id="none",
        ),
        pytest.param(
            EXPIRES,
            {"endDate": "8/15/2025 12:00:00 AM"},
            133997903990000000,
            id="expires on a day, dateTimeStyles left out",
        ),
        pytest.param(EXPIRES, {"endDate": None}, "9223372036854775807", id="expires never"),
        pytest.param(
            IN_FIVE_YEARS, {"StatusHireDate": "2025-01-15"}, 135392435990000000, id="a date is no text in a format"
        ),
        pytest.param(
            SAM, {"FirstName": "María José", "LastName": "González-López"}, "MGonzalez-Lopez", id="an account name"
        ),
        pytest.param(
            SAM,
            {"FirstName": "A", "LastName": "de/la\\Cruz:und[so]weiter..."},
            "AdelaCruzundsoweiter",
            id="an account name of odd characters",
        ),
        pytest.param(SAM, {"FirstName": "A", "LastName": "Ruiz.."}, "ARuiz", id="an account name ending in dots"),
        pytest.param(
            'Split(Join(",","a8cccada","{26491cfc}"),",")',
            {},
            ["a8cccada", "{26491cfc}"],
            id="values without an employee",
        ),
        pytest.param(
            'Join(", ", [name.familyName], [name.givenName])',
            {"name.familyName": "Ruiz", "name.givenName": "Ana"},
            "Ruiz, Ana",
            id="names of SCIM",
        ),
        pytest.param(
            "[urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department]",
            {"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department": "IT"},
            "IT",
            id="a URN of SCIM",
        ),
        pytest.param(
            'ToUpper([addresses[type eq "work"].locality])',
            {'addresses[type eq "work"].locality': "Ulm"},
            "ULM",
            id="a filter of SCIM",
        ),
    ],
)
def test_a_pasted_mapping_gives_what_its_administrator_expects(
    text: str, employee: Employee, value: JsonValue | Ignored
) -> None:
    assert value_of(text, employee) == value


def test_the_guides_random_ids_have_their_form() -> None:
    text = """SelectUniqueValue (
       ToUpper(Replace(ConvertToBase64(Guid()), , "(.*?)(?<id>[a-zA-Z]{4})(.*)", , "D${id}", ,)),
       Replace(Mid(ConvertToBase64(Guid()), 1, 5 ), ,"[0-9]", ,"B", , )
    )"""
    value = value_of(text)
    assert isinstance(value, str)
    assert len(value) >= 5
    assert value.startswith("D")
    assert value.isupper()
    assert value_of(text, taken=(value,)) != value


def test_ignore_object_flow_is_refused_because_scoping_filters_say_who_is_provisioned() -> None:
    with pytest.raises(ExpressionError, match="scoping filters"):
        parse('IIF(DateDiff("d", Now(), CDate([StatusHireDate])) <= 14, "False", IgnoreObjectFlow)')
