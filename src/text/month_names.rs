//! Names of months and weekdays in further languages, for texts that are dates and nothing else.

/// More names of months, in rows from January, for texts that are dates and nothing
/// else: nominative forms and further languages, from the Common Locale Data Repository.
pub(super) const MORE_MONTHS: [&str; 12] = [
    "январь січень styczen leden siječnja siječanj januara januarja jaanuar janvāris janvārī ιανουαρίου ιανουάριος януари gener xaneiro ינואר जनवरी ژانویه јануар јануара tammikuu urtarrila ianuarie janúar",
    "февраль лютий luty unor veljače veljača februara februarja veebruar februāris februārī φεβρουαρίου φεβρουάριος февруари febrer febreiro פברואר फरवरी فوریه фебруар фебруара helmikuu otsaila feb",
    "март березень marzec březen ožujka ožujak marec märts marts μαρτίου μάρτιος març מרץ मार्च مارس maaliskuu maret marcius martxoa març",
    "апрель квітень kwiecien kwiecień duben travnja travanj aprila aprilis aprīlis aprīlī απριλίου απρίλιος април априла אפריל अप्रैल آوریل huhtikuu aprill apirila",
    "май травень květen svibnja svibanj majus maijs maijā μαΐου μάιος мај маја maig מאי मई toukokuu maiatza",
    "июнь червень czerwiec červen lipnja lipanj juna junija junius juuni jūnijs jūnijā ιουνίου ιούνιος юни јун јуна juny xuño יוני जून ژوئن kesakuu ekaina",
    "июль липень lipiec červenec srpnja srpanj jula julija julius juuli jūlijs jūlijā ιουλίου ιούλιος юли јул јула juliol xullo יולי जुलाई ژوئیه heinakuu uztaila",
    "август серпень sierpien sierpień srpen kolovoza kolovoz augusta avgusta avgust augusztus augusts augustā αυγούστου αύγουστος agost agustus ogos אוגוסט अगस्त اوت elokuu abuztua",
    "сентябрь вересень wrzesien wrzesień září rujna rujan septembra szeptember septembris septembrī σεπτεμβρίου σεπτέμβριος септември септембар септембра setembre ספטמבר सितंबर سپتامبر syyskuu iraila",
    "октябрь жовтень pazdziernik październik říjen oktobra oktoober oktobris oktobrī οκτωβρίου οκτώβριος октомври октобар октобра outubro אוקטובר अक्टूबर اکتبر lokakuu urria",
    "ноябрь листопад listopad studenoga studenog studeni novembra novembris novembrī νοεμβρίου νοέμβριος ноември новембар новембра נובמבר नवंबर نوامبر marraskuu azaroa",
    "декабрь грудень grudzien grudzień prosinec prosinca prosinac decembra decembris decembrī δεκεμβρίου δεκέμβριος декември децембар децембра desembre decembro disember דצמבר दिसंबर دسامبر joulukuu abendua",
];

/// Names of weekdays in further languages, in rows from Monday.
pub(super) const MORE_WEEKDAYS: [&str; 7] = [
    "понедельник понеділок poniedzialek poniedziałek pondeli pondělí pondelok hetfo hétfő δευτέρα понеделник ponedeljak ponedjeljak ponedeljek maanantai esmaspäev pirmdiena pirmadienis luni pazartesi الاثنين שני senin isnin dilluns luns segunda måndag",
    "вторник вівторок wtorek utery úterý utorok kedd τρίτη utorak torek tiistai teisipäev otrdiena antradienis marti marți salı الثلاثاء שלישי selasa dimarts martes terça tisdag",
    "среда середа środa sroda streda středa szerda τετάρτη сряда srijeda sreda keskiviikko kolmapäev trešdiena trečiadienis miercuri çarşamba الأربعاء רביעי rabu dimecres mércores quarta",
    "четверг четвер czwartek čtvrtek štvrtok csutortok csütörtök πέμπτη четвъртък četvrtak četrtek torstai neljapäev ceturtdiena ketvirtadienis joi perşembe الخميس חמישי kamis khamis dijous xoves quinta",
    "пятница п'ятниця piatek piątek patek pátek piatok pentek péntek παρασκευή петък petak petek perjantai reede piektdiena penktadienis vineri cuma الجمعة שישי jumat jumaat divendres venres sexta",
    "суббота субота sobota szombat σάββατο събота subota lauantai laupäev sestdiena šeštadienis sambata sâmbătă cumartesi السبت שבת sabtu dissabte sábado lørdag lördag",
    "воскресенье неділя niedziela nedele neděle nedela nedeľa vasarnap vasárnap κυριακή неделя nedjelja nedelja sunnuntai pühapäev svētdiena sekmadienis duminica duminică pazar الأحد ראשון minggu ahad diumenge söndag søndag",
];
